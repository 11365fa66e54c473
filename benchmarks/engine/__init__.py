"""`make bench-engine`: our engine beside what people run today, in one run.

setup.py      what is built beforehand: sources, llama-server, environments, the random model
model.py      a random-weight GGUF of a real architecture
workload.py   documents, prompts and the replies that every arm has to write
plan.py       what a round holds
contest.py    rounds in which the arms take turns
ledger.py     what was measured, kept on disk: a stopped run goes on where it stopped
arms.py       who takes part, with the flags each is given
worker.py     the process of one arm: a line of JSON in, a line of JSON out
meter.py      steps of llama.cpp, counted in the process of an arm
drivers/      how each program is driven
embedded.py   the whole way with the embedded model
limits.py     what this machine could do at best
manners.py    refusing a busy machine, and making it busy on purpose
figures.py    medians, spread, ratios and targets; pure
report.py     the table, and the line of JSON
"""
