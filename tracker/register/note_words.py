"""The words of notes on files, by code and language; English is what logs and tests read."""

from __future__ import annotations

from typing import Final

from tracker.register.languages import Language, parsed

_NOTES: Final[dict[Language, str]] = {
    "en": """
placed = {begin}{sentence}
in_layer = layer {name}:\x20
in_sheet = sheet {name},\x20
text_read = Read as {encoding}, {separator}.
separator_none = no separator, one column
separator_comma = separator comma
separator_semicolon = separator semicolon
separator_tab = separator tab
separator_bar = separator vertical bar
name_otherwise = The name ends in {suffix}, but the file is {format} and was read as that.
points_read = Read {member}; streets and crossings are no places and were left: {rest}.
title_passed = {where}row {rows}: passed over as a title above the header in row {header}.
header_short = {where}row {row}: the header names {named} of {columns} columns.
column_again = {where}row {row}, column {column}: {spelt} names a column before it too; it is called \
{given} here.
sheet_hidden = sheet {name} is hidden in the workbook; it was read like the others.
cells_damaged = {begin}column {column}: {count} cells have damaged letters (mojibake); the first, \
{text} in row {row}, {seems}.
seems_to_be = seems to be {mended}
not_mendable = cannot be mended
column_damaged = {begin}the column name {column} has damaged letters; it seems to be {mended}.
rows_area = {count} rows stand for areas: a point on the area is their position (rows {first}).
rows_line = {count} rows stand for lines: the middle of the line is their position (rows {first}).
rows_none = {count} rows have no geometry, hence no position (rows {first}).
rows_zero = {count} rows lie at (0, 0), which is no position (rows {first}).
system_brought = positions were brought from {system} to WGS 84.
system_of_file = {asked} was named, but the file itself says {system}, which was taken.
system_undefined = the file says {system}, which is none
system_refuted = the file says or implies {system}, but its coordinates are no degrees
system_silent = the file does not say its reference system
system_asked = {found}; name one, such as EPSG:31983.
system_taken = {found}; {system} was named and taken.
dbf_windows = {name}.dbf does not say its encoding; read as Windows-1252.
dbf_utf8 = {name}.dbf does not say its encoding; read as UTF-8, which every byte fits.
reading_doubt = Doubt while reading: {doubt}
pathways_none = The feed has no pathways.txt: nothing is said of ways inside stations.
tags_left = {count} rare tags were left out; the {kept} most frequent were kept.
places_without_tag = {count} places without a tag of wheelchair access were passed over.
relations_passed = {count} places drawn as relations were passed over.
layer_not_asked = Layer {layer} was not asked for places: its file is not at hand.
dataset_not_asked = Data set {dataset} was not asked for places: its file is not at hand.
""",
    "pt-BR": """
placed = {begin}{sentence}
in_layer = camada {name}:\x20
in_sheet = planilha {name},\x20
text_read = Lido como {encoding}, {separator}.
separator_none = sem separador, uma só coluna
separator_comma = separador vírgula
separator_semicolon = separador ponto e vírgula
separator_tab = separador tabulação
separator_bar = separador barra vertical
name_otherwise = O nome termina em {suffix}, mas o arquivo é {format} e foi lido assim.
points_read = Lido {member}; ruas e travessias não são locais e ficaram de fora: {rest}.
title_passed = {where}linha {rows}: tratada como título acima do cabeçalho da linha {header}.
header_short = {where}linha {row}: o cabeçalho dá nome a {named} de {columns} colunas.
column_again = {where}linha {row}, coluna {column}: {spelt} já é o nome de uma coluna anterior; aqui \
ela se chama {given}.
sheet_hidden = a planilha {name} está oculta na pasta de trabalho; foi lida como as outras.
cells_damaged = {begin}coluna {column}: {count} células têm letras danificadas (codificação trocada); a \
primeira, {text} na linha {row}, {seems}.
seems_to_be = parece dizer {mended}
not_mendable = não se pode corrigir
column_damaged = {begin}o nome da coluna {column} tem letras danificadas; parece dizer {mended}.
rows_area = {count} linhas representam áreas: um ponto da área é a sua posição (linhas {first}).
rows_line = {count} linhas representam linhas no mapa: o meio delas é a sua posição (linhas {first}).
rows_none = {count} linhas não têm geometria, portanto nem posição (linhas {first}).
rows_zero = {count} linhas estão em (0, 0), que não é uma posição (linhas {first}).
system_brought = as posições foram convertidas de {system} para WGS 84.
system_of_file = {asked} foi indicado, mas o próprio arquivo diz {system}, que foi usado.
system_undefined = o arquivo diz {system}, que não é nenhum sistema
system_refuted = o arquivo diz ou supõe {system}, mas as suas coordenadas não são graus
system_silent = o arquivo não diz o seu sistema de referência
system_asked = {found}; indique um, como EPSG:31983.
system_taken = {found}; {system} foi indicado e usado.
dbf_windows = {name}.dbf não diz a sua codificação; lido como Windows-1252.
dbf_utf8 = {name}.dbf não diz a sua codificação; lido como UTF-8, em que cabem todos os bytes.
reading_doubt = Dúvida na leitura: {doubt}
pathways_none = O feed não tem pathways.txt: nada se diz dos caminhos dentro das estações.
tags_left = {count} etiquetas raras ficaram de fora; as {kept} mais frequentes foram mantidas.
places_without_tag = {count} locais sem etiqueta de acesso para cadeira de rodas ficaram de fora.
relations_passed = {count} locais desenhados como relações ficaram de fora.
layer_not_asked = A camada {layer} não foi consultada: o seu arquivo não está à mão.
dataset_not_asked = O conjunto de dados {dataset} não foi consultado: o seu arquivo não está à mão.
""",
    "es": """
placed = {begin}{sentence}
in_layer = capa {name}:\x20
in_sheet = hoja {name},\x20
text_read = Leído como {encoding}, {separator}.
separator_none = sin separador, una sola columna
separator_comma = separador coma
separator_semicolon = separador punto y coma
separator_tab = separador tabulador
separator_bar = separador barra vertical
name_otherwise = El nombre termina en {suffix}, pero el archivo es {format} y se leyó así.
points_read = Se leyó {member}; calles y cruces no son lugares y se dejaron: {rest}.
title_passed = {where}fila {rows}: se tomó como título sobre el encabezado de la fila {header}.
header_short = {where}fila {row}: el encabezado nombra {named} de {columns} columnas.
column_again = {where}fila {row}, columna {column}: {spelt} ya nombra una columna anterior; aquí se \
llama {given}.
sheet_hidden = la hoja {name} está oculta en el libro; se leyó como las demás.
cells_damaged = {begin}columna {column}: {count} celdas tienen letras dañadas (codificación \
equivocada); la primera, {text} en la fila {row}, {seems}.
seems_to_be = parece decir {mended}
not_mendable = no se puede corregir
column_damaged = {begin}el nombre de la columna {column} tiene letras dañadas; parece decir {mended}.
rows_area = {count} filas representan áreas: un punto del área es su posición (filas {first}).
rows_line = {count} filas representan líneas: el medio de la línea es su posición (filas {first}).
rows_none = {count} filas no tienen geometría, por tanto tampoco posición (filas {first}).
rows_zero = {count} filas están en (0, 0), que no es una posición (filas {first}).
system_brought = las posiciones se convirtieron de {system} a WGS 84.
system_of_file = se indicó {asked}, pero el propio archivo dice {system}, que se tomó.
system_undefined = el archivo dice {system}, que no es ninguno
system_refuted = el archivo dice o supone {system}, pero sus coordenadas no son grados
system_silent = el archivo no dice su sistema de referencia
system_asked = {found}; indique uno, como EPSG:31983.
system_taken = {found}; se indicó {system} y se tomó.
dbf_windows = {name}.dbf no dice su codificación; se leyó como Windows-1252.
dbf_utf8 = {name}.dbf no dice su codificación; se leyó como UTF-8, en que caben todos los bytes.
reading_doubt = Duda al leer: {doubt}
pathways_none = El feed no tiene pathways.txt: nada se dice de los caminos dentro de las estaciones.
tags_left = Se dejaron {count} etiquetas raras; se conservaron las {kept} más frecuentes.
places_without_tag = Se dejaron {count} lugares sin etiqueta de acceso para silla de ruedas.
relations_passed = Se dejaron {count} lugares dibujados como relaciones.
layer_not_asked = No se consultó la capa {layer}: su archivo no está a mano.
dataset_not_asked = No se consultó el conjunto de datos {dataset}: su archivo no está a mano.
""",
    "ko": """
placed = {begin}{sentence}
in_layer = 레이어 {name}:\x20
in_sheet = 시트 {name},\x20
text_read = {encoding}(으)로 읽음, {separator}.
separator_none = 구분 기호 없음, 한 열
separator_comma = 구분 기호 쉼표
separator_semicolon = 구분 기호 쌍반점
separator_tab = 구분 기호 탭
separator_bar = 구분 기호 세로줄
name_otherwise = 이름은 {suffix}(으)로 끝나지만 파일은 {format}이어서 그렇게 읽음.
points_read = {member}을(를) 읽음. 도로와 횡단보도는 장소가 아니어서 뺌: {rest}.
title_passed = {where}{rows}행: {header}행의 머리글 위에 있는 제목으로 보고 건너뜀.
header_short = {where}{row}행: 머리글에 이름이 있는 열은 {columns}개 중 {named}개.
column_again = {where}{row}행, {column}열: {spelt}은(는) 앞의 열에도 쓰여 여기서는 {given}(이)라고 함.
sheet_hidden = 시트 {name}은(는) 숨겨져 있으나 다른 시트처럼 읽음.
cells_damaged = {begin}{column} 열: 글자가 깨진 칸 {count}개. 첫 칸은 {row}행의 {text}, {seems}.
seems_to_be = {mended}(으)로 보임
not_mendable = 바로잡을 수 없음
column_damaged = {begin}열 이름 {column}의 글자가 깨져 있음. {mended}(으)로 보임.
rows_area = {count}개 행은 면이어서 면 위의 한 점을 위치로 함({first}행).
rows_line = {count}개 행은 선이어서 선의 가운데를 위치로 함({first}행).
rows_none = {count}개 행에는 도형이 없어 위치도 없음({first}행).
rows_zero = {count}개 행은 (0, 0)에 있어 위치가 아님({first}행).
system_brought = 위치를 {system}에서 WGS 84로 바꿈.
system_of_file = {asked}을(를) 지정했으나 파일에 {system}이라고 적혀 있어 그것을 씀.
system_undefined = 파일에 {system}이라고 적혀 있으나 좌표계가 아님
system_refuted = 파일은 {system}이라고 하지만 좌표가 도 단위가 아님
system_silent = 파일에 좌표계가 적혀 있지 않음
system_asked = {found}. EPSG:31983처럼 하나를 지정하세요.
system_taken = {found}. 지정한 {system}을(를) 씀.
dbf_windows = {name}.dbf에 문자 인코딩이 적혀 있지 않아 Windows-1252로 읽음.
dbf_utf8 = {name}.dbf에 문자 인코딩이 적혀 있지 않아 모든 바이트가 맞는 UTF-8로 읽음.
reading_doubt = 읽는 동안의 의심: {doubt}
pathways_none = 피드에 pathways.txt가 없어 역 안의 길은 알 수 없음.
tags_left = 드문 태그 {count}개를 빼고 가장 잦은 {kept}개를 남김.
places_without_tag = 휠체어 접근 태그가 없는 장소 {count}곳을 건너뜀.
relations_passed = 관계로 그려진 장소 {count}곳을 건너뜀.
layer_not_asked = 레이어 {layer}의 파일이 없어 장소를 찾는 데 쓰지 못함.
dataset_not_asked = 자료 {dataset}의 파일이 없어 장소를 찾는 데 쓰지 못함.
""",
}
NOTES: Final = parsed(_NOTES)
