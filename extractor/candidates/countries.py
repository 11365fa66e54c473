"""Countries by ISO 3166 codes, with the names that documents in en, de, fr, es, it and nl use."""

from __future__ import annotations

_TABLE = """
AD AND Andorra|Andorre
AE ARE United Arab Emirates|UAE|Vereinigte Arabische Emirate|Émirats arabes unis|Emiratos Árabes Unidos|Emirati Arabi Uniti|Verenigde Arabische Emiraten
AF AFG Afghanistan|Afganistán
AG ATG Antigua and Barbuda|Antigua und Barbuda
AL ALB Albania|Albanien|Albanie|Albanië
AM ARM Armenia|Armenien|Arménie|Armenië
AO AGO Angola
AR ARG Argentina|Argentinien|Argentine|Argentinië
AT AUT Austria|Österreich|Autriche|Oostenrijk
AU AUS Australia|Australien|Australie|Australië
AZ AZE Azerbaijan|Aserbaidschan|Azerbaïdjan|Azerbaiyán|Azerbaigian|Azerbeidzjan
BA BIH Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Herzegovina|Bosnia ed Erzegovina|Bosnië en Herzegovina
BB BRB Barbados|Barbade
BD BGD Bangladesh|Bangladesch
BE BEL Belgium|Belgien|Belgique|Bélgica|Belgio|België
BF BFA Burkina Faso
BG BGR Bulgaria|Bulgarien|Bulgarie|Bulgarije
BH BHR Bahrain|Bahreïn|Baréin|Bahrein
BI BDI Burundi
BJ BEN Benin|Bénin|Benín
BN BRN Brunei|Brunei Darussalam
BO BOL Bolivia|Bolivien|Bolivie
BR BRA Brazil|Brasilien|Brésil|Brasil|Brasile|Brazilië
BS BHS Bahamas
BT BTN Bhutan|Bhoutan|Bután
BW BWA Botswana|Botsuana
BY BLR Belarus|Weißrussland|Biélorussie|Bielorrusia|Bielorussia
BZ BLZ Belize
CA CAN Canada|Kanada|Canadá
CD COD Democratic Republic of the Congo|DR Congo|Demokratische Republik Kongo|République démocratique du Congo
CF CAF Central African Republic|Zentralafrikanische Republik|République centrafricaine
CG COG Congo|Kongo|Republic of the Congo
CH CHE Switzerland|Schweiz|Suisse|Suiza|Svizzera|Zwitserland
CI CIV Ivory Coast|Côte d'Ivoire|Elfenbeinküste|Costa de Marfil|Costa d'Avorio|Ivoorkust
CL CHL Chile|Chili|Cile
CM CMR Cameroon|Kamerun|Cameroun|Camerún|Camerun|Kameroen
CN CHN China|People's Republic of China|PR China|Chine|Cina
CO COL Colombia|Kolumbien|Colombie
CR CRI Costa Rica
CU CUB Cuba|Kuba
CV CPV Cape Verde|Cabo Verde|Kap Verde|Cap-Vert
CY CYP Cyprus|Zypern|Chypre|Chipre|Cipro
CZ CZE Czech Republic|Czechia|Tschechien|Tschechische Republik|République tchèque|Tchéquie|República Checa|Chequia|Repubblica Ceca|Cechia|Tsjechië
DE DEU Germany|Deutschland|Federal Republic of Germany|Bundesrepublik Deutschland|Allemagne|Alemania|Germania|Duitsland
DJ DJI Djibouti|Dschibuti|Yibuti
DK DNK Denmark|Dänemark|Danemark|Dinamarca|Danimarca|Denemarken
DO DOM Dominican Republic|Dominikanische Republik|République dominicaine|República Dominicana|Repubblica Dominicana
DZ DZA Algeria|Algerien|Algérie|Argelia|Algerije
EC ECU Ecuador|Équateur
EE EST Estonia|Estland|Estonie
EG EGY Egypt|Ägypten|Égypte|Egipto|Egitto|Egypte
ER ERI Eritrea|Érythrée
ES ESP Spain|Spanien|Espagne|España|Spagna|Spanje
ET ETH Ethiopia|Äthiopien|Éthiopie|Etiopía|Etiopia|Ethiopië
FI FIN Finland|Finnland|Finlande|Finlandia
FJ FJI Fiji|Fidschi|Fidji
FO FRO Faroe Islands|Färöer|Îles Féroé
FR FRA France|Frankreich|Francia|Frankrijk
GA GAB Gabon|Gabun|Gabón
GB GBR United Kingdom|UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|Vereinigtes Königreich|Großbritannien|Royaume-Uni|Grande-Bretagne|Angleterre|Reino Unido|Gran Bretaña|Inglaterra|Regno Unito|Gran Bretagna|Inghilterra|Verenigd Koninkrijk|Groot-Brittannië|Engeland
GD GRD Grenada
GE GEO Georgia|Georgien|Géorgie|Georgië
GG GGY Guernsey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland|Grönland|Groenland|Groenlandia
GM GMB Gambia|The Gambia|Gambie
GN GIN Guinea|Guinée
GQ GNQ Equatorial Guinea|Äquatorialguinea|Guinée équatoriale
GR GRC Greece|Griechenland|Grèce|Grecia|Griekenland
GT GTM Guatemala
GW GNB Guinea-Bissau|Guinée-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hongkong
HN HND Honduras
HR HRV Croatia|Kroatien|Croatie|Croacia|Croazia|Kroatië
HT HTI Haiti|Haïti|Haití
HU HUN Hungary|Ungarn|Hongrie|Hungría|Ungheria|Hongarije
ID IDN Indonesia|Indonesien|Indonésie|Indonesië
IE IRL Ireland|Republic of Ireland|Irland|Irlande|Irlanda|Ierland|Éire
IL ISR Israel|Israël|Israele
IM IMN Isle of Man
IN IND India|Indien|Inde
IQ IRQ Iraq|Irak
IR IRN Iran|Irán
IS ISL Iceland|Island|Islande|Islandia|Islanda|IJsland
IT ITA Italy|Italien|Italie|Italia|Italië
JE JEY Jersey
JM JAM Jamaica|Jamaika|Jamaïque
JO JOR Jordan|Jordanien|Jordanie|Jordania|Giordania|Jordanië
JP JPN Japan|Japon|Japón|Giappone
KE KEN Kenya|Kenia
KG KGZ Kyrgyzstan|Kirgisistan|Kirghizistan
KH KHM Cambodia|Kambodscha|Cambodge|Camboya|Cambogia|Cambodja
KP PRK North Korea|Nordkorea|Corée du Nord|Corea del Norte
KR KOR South Korea|Republic of Korea|Korea|Südkorea|Corée du Sud|Corea del Sur|Corea del Sud|Zuid-Korea
KW KWT Kuwait|Koweït|Koeweit
KZ KAZ Kazakhstan|Kasachstan|Kazajistán|Kazachstan
LA LAO Laos
LB LBN Lebanon|Libanon|Liban|Líbano|Libano
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Litauen|Lituanie|Lituania|Litouwen
LU LUX Luxembourg|Luxemburg|Luxemburgo|Lussemburgo
LV LVA Latvia|Lettland|Lettonie|Letonia|Lettonia|Letland
LY LBY Libya|Libyen|Libye|Libia|Libië
MA MAR Morocco|Marokko|Maroc|Marruecos|Marocco
MC MCO Monaco|Mónaco
MD MDA Moldova|Moldau|Moldawien|Moldavie|Moldavia|Moldavië
ME MNE Montenegro|Monténégro
MG MDG Madagascar|Madagaskar
MK MKD North Macedonia|Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Macedonia del Nord|Noord-Macedonië
ML MLI Mali
MM MMR Myanmar|Burma
MN MNG Mongolia|Mongolei|Mongolie
MO MAC Macao|Macau
MR MRT Mauritania|Mauretanien|Mauritanie
MT MLT Malta|Malte
MU MUS Mauritius|Île Maurice
MV MDV Maldives|Malediven|Maldivas|Maldive
MW MWI Malawi
MX MEX Mexico|Mexiko|Mexique|México|Messico
MY MYS Malaysia|Malaisie|Malasia|Malesia|Maleisië
MZ MOZ Mozambique|Mosambik|Mozambico
NA NAM Namibia|Namibie|Namibië
NE NER Niger
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|The Netherlands|Holland|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi|Olanda|Nederland
NO NOR Norway|Norwegen|Norvège|Noruega|Norvegia|Noorwegen|Norge
NP NPL Nepal|Népal
NZ NZL New Zealand|Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nuova Zelanda|Nieuw-Zeeland
OM OMN Oman|Omán
PA PAN Panama|Panamá
PE PER Peru|Pérou|Perú|Perù
PG PNG Papua New Guinea|Papua-Neuguinea
PH PHL Philippines|Philippinen|Filipinas|Filippine|Filipijnen
PK PAK Pakistan|Pakistán
PL POL Poland|Polen|Pologne|Polonia|Polska
PR PRI Puerto Rico
PS PSE Palestine|Palästina|Palestina
PT PRT Portugal|Portogallo
PY PRY Paraguay
QA QAT Qatar|Katar
RO ROU Romania|Rumänien|Roumanie|Rumania|Rumanía|Roemenië
RS SRB Serbia|Serbien|Serbie|Servië
RU RUS Russia|Russian Federation|Russland|Russische Föderation|Russie|Rusia|Rusland
RW RWA Rwanda|Ruanda
SA SAU Saudi Arabia|Saudi-Arabien|Arabie saoudite|Arabia Saudita|Arabia Saudí|Saoedi-Arabië
SC SYC Seychelles|Seychellen
SD SDN Sudan|Soudan|Sudán
SE SWE Sweden|Schweden|Suède|Suecia|Svezia|Zweden|Sverige
SG SGP Singapore|Singapur|Singapour
SI SVN Slovenia|Slowenien|Slovénie|Eslovenia|Slovenië
SK SVK Slovakia|Slowakei|Slovaquie|Eslovaquia|Slovacchia|Slowakije
SL SLE Sierra Leone
SM SMR San Marino|Saint-Marin
SN SEN Senegal|Sénégal
SO SOM Somalia|Somalie
SR SUR Suriname|Surinam
SV SLV El Salvador
SY SYR Syria|Syrien|Syrie|Siria|Syrië
TD TCD Chad|Tschad|Tchad
TG TGO Togo
TH THA Thailand|Thaïlande|Tailandia|Thailandia
TJ TJK Tajikistan|Tadschikistan|Tadjikistan
TM TKM Turkmenistan|Turkménistan
TN TUN Tunisia|Tunesien|Tunisie|Túnez|Tunesië
TR TUR Turkey|Türkiye|Türkei|Turquie|Turquía|Turchia|Turkije
TT TTO Trinidad and Tobago|Trinidad und Tobago
TW TWN Taiwan|Taïwan|Taiwán
TZ TZA Tanzania|Tansania|Tanzanie
UA UKR Ukraine|Ucrania|Ucraina|Oekraïne
UG UGA Uganda|Ouganda|Oeganda
US USA United States of America|United States|U.S.A.|U.S.|Vereinigte Staaten von Amerika|Vereinigte Staaten|États-Unis d'Amérique|États-Unis|Estados Unidos|EE. UU.|Stati Uniti d'America|Stati Uniti|Verenigde Staten
UY URY Uruguay
UZ UZB Uzbekistan|Usbekistan|Ouzbékistan
VA VAT Vatican City|Holy See|Vatikanstadt|Vatican|Città del Vaticano
VE VEN Venezuela
VN VNM Vietnam|Viet Nam
XK XKX Kosovo
YE YEM Yemen|Jemen|Yémen
ZA ZAF South Africa|Südafrika|Afrique du Sud|Sudáfrica|Sudafrica|Zuid-Afrika
ZM ZMB Zambia|Sambia|Zambie
ZW ZWE Zimbabwe|Simbabwe|Zimbabue
"""  # noqa: E501

COUNTRIES: dict[str, tuple[str, tuple[str, ...]]] = {
    line[:2]: (line[3:6], tuple(line[7:].split("|"))) for line in _TABLE.split("\n") if line
}
"""Two-letter code -> three-letter code and names."""
