"""The report's words in four languages: labels, and what each code of a remark means to a clerk."""

from __future__ import annotations

from typing import Final

from tracker.register.candidates import Remark
from tracker.register.languages import Language, parsed

_LABELS: Final[dict[Language, str]] = {
    "en": """
summary = Summary
data = Data
file = File
mapping = Mapping
imported_on = Imported on
rows = Rows of the file
sum = Sum
sheet = Sheet
location = Where the places are known to be
count = Rows
reasons = Reasons
gone = Rows that an earlier file had and this one has not (their places are kept)
left_columns = Columns that were not taken
notes = Notes on reading the file
outcome = Result
row = Row
accepted = accepted
repaired = repaired
needs_review = needs review
duplicate = duplicate
rejected = rejected
precision_coordinates = Coordinates
precision_address = Address
precision_segment = Street segment
precision_street = Street
precision_postcode = Postcode
precision_district = District
precision_none = Nowhere
""",
    "pt-BR": """
summary = Resumo
data = Dados
file = Arquivo
mapping = Mapeamento
imported_on = Importado em
rows = Linhas do arquivo
sum = Soma
sheet = Planilha
location = Como a posição dos locais é conhecida
count = Linhas
reasons = Motivos
gone = Linhas que um arquivo anterior tinha e este não tem (os locais são mantidos)
left_columns = Colunas que não foram usadas
notes = Observações sobre a leitura do arquivo
outcome = Resultado
row = Linha
accepted = aceita
repaired = corrigida
needs_review = precisa de revisão
duplicate = duplicada
rejected = recusada
precision_coordinates = Coordenadas
precision_address = Endereço
precision_segment = Trecho da via
precision_street = Via
precision_postcode = CEP
precision_district = Distrito
precision_none = Sem posição
""",
    "es": """
summary = Resumen
data = Datos
file = Archivo
mapping = Correspondencia
imported_on = Importado el
rows = Filas del archivo
sum = Suma
sheet = Hoja
location = Cómo se conoce la posición de los lugares
count = Filas
reasons = Motivos
gone = Filas que un archivo anterior tenía y este no (sus lugares se conservan)
left_columns = Columnas que no se usaron
notes = Notas sobre la lectura del archivo
outcome = Resultado
row = Fila
accepted = aceptada
repaired = corregida
needs_review = requiere revisión
duplicate = duplicada
rejected = rechazada
precision_coordinates = Coordenadas
precision_address = Dirección
precision_segment = Tramo de vía
precision_street = Vía
precision_postcode = Código postal
precision_district = Distrito
precision_none = Sin posición
""",
    "ko": """
summary = 요약
data = 자료
file = 파일
mapping = 열 대응표
imported_on = 가져온 날
rows = 파일의 행
sum = 합계
sheet = 시트
location = 위치를 아는 정도
count = 행
reasons = 이유
gone = 이전 파일에는 있었으나 이 파일에는 없는 행(장소는 그대로 둠)
left_columns = 사용하지 않은 열
notes = 파일을 읽으며 알게 된 점
outcome = 결과
row = 행 번호
accepted = 수용
repaired = 고쳐서 수용
needs_review = 검토 필요
duplicate = 중복
rejected = 거부
precision_coordinates = 좌표
precision_address = 주소
precision_segment = 도로 구간
precision_street = 도로
precision_postcode = 우편번호
precision_district = 구역
precision_none = 위치 없음
""",
}

_REASONS: Final[dict[Language, str]] = {
    "en": """
letters_mended = Damaged letters were mended
placeholder_emptied = A word that means "nothing" was taken as empty
blanks_trimmed = Blanks or invisible characters were removed
zeros_restored = Leading zeros were restored
postcode_form = The postcode was put into its usual form
postcode_completed = The postcode had lost its leading zero
website_form = The web address got its beginning
coordinates_swapped = Longitude and latitude were exchanged
coordinates_scaled = The coordinates were in millionths of a degree
coordinates_zero = Coordinates 0, 0 are no position and were not taken
decimal_comma = A decimal comma was read as a point
date_form = The date was read from text
date_year_only = Only a year is given; its first day was taken
letters_damaged = Letters are damaged and cannot be mended with certainty
text_too_long = The text is too long for this field and was cut
postcode_unreadable = This is no postcode
postcode_outside = The postcode is not one of the study's place
phone_unclear = The telephone number cannot be read
email_unclear = This is no e-mail address
website_unclear = This is no web address
coordinates_half = Only one of the two coordinates is given
coordinates_unreadable = The coordinates are no numbers
coordinates_outside = The position lies outside of the study's place
date_ambiguous = Day and month cannot be told apart
date_unreadable = The date cannot be read
date_implausible = The date cannot be right
answer_unclear = The answer is neither a clear yes nor a clear no
address_missing = There is neither an address nor a position
maybe_private_place = By its name this may be a home or shelter
maybe_dwelling = By its address this may be a private home
mobile_hidden = A mobile number, which may be a person's own, was left out
email_maybe_personal = The e-mail address may be a person's own
key_repeated = The identifier stands in an earlier row too
value_kept = A person has changed this value since: the file's was not taken
maybe_duplicate_of = This may be the same place as
location_ambiguous = Several positions fit the address
location_unknown = No position was found
location_district = Only the district is known
row_unreadable = The row cannot be read
outside_study = The row does not belong to the study
name_missing = The place has no name
private_place = Shelters and homes are not published
duplicate_of = This is the same place as
""",
    "pt-BR": """
letters_mended = Letras danificadas foram corrigidas
placeholder_emptied = Uma palavra que significa "nada" foi tratada como vazio
blanks_trimmed = Espaços ou caracteres invisíveis foram removidos
zeros_restored = Os zeros à esquerda foram restaurados
postcode_form = O CEP foi posto na forma usual
postcode_completed = O CEP tinha perdido o zero à esquerda
website_form = O endereço na internet recebeu o seu início
coordinates_swapped = Longitude e latitude estavam trocadas
coordinates_scaled = As coordenadas estavam em milionésimos de grau
coordinates_zero = As coordenadas 0, 0 não são uma posição e não foram usadas
decimal_comma = A vírgula decimal foi lida como ponto
date_form = A data foi lida de um texto
date_year_only = Há apenas o ano; foi usado o seu primeiro dia
letters_damaged = Há letras danificadas que não se podem corrigir com certeza
text_too_long = O texto é longo demais para este campo e foi cortado
postcode_unreadable = Isto não é um CEP
postcode_outside = O CEP não é do lugar do estudo
phone_unclear = Não foi possível ler o telefone
email_unclear = Isto não é um endereço de e-mail
website_unclear = Isto não é um endereço na internet
coordinates_half = Só há uma das duas coordenadas
coordinates_unreadable = As coordenadas não são números
coordinates_outside = A posição fica fora do lugar do estudo
date_ambiguous = Não se distingue o dia do mês
date_unreadable = Não foi possível ler a data
date_implausible = A data não pode estar certa
answer_unclear = A resposta não é um sim nem um não claros
address_missing = Não há endereço nem posição
maybe_private_place = Pelo nome, pode ser uma residência ou um abrigo
maybe_dwelling = Pelo endereço, pode ser uma moradia particular
mobile_hidden = Um número de celular, que pode ser pessoal, foi omitido
email_maybe_personal = O endereço de e-mail pode ser pessoal
key_repeated = O identificador também está em uma linha anterior
value_kept = Uma pessoa mudou este valor depois: o do arquivo não foi usado
maybe_duplicate_of = Pode ser o mesmo local que
location_ambiguous = Várias posições servem para o endereço
location_unknown = Nenhuma posição foi encontrada
location_district = Só se conhece o distrito
row_unreadable = Não foi possível ler a linha
outside_study = A linha não pertence ao estudo
name_missing = O local não tem nome
private_place = Abrigos e residências não são publicados
duplicate_of = É o mesmo local que
""",
    "es": """
letters_mended = Se corrigieron letras dañadas
placeholder_emptied = Una palabra que significa "nada" se tomó como vacío
blanks_trimmed = Se quitaron espacios o caracteres invisibles
zeros_restored = Se restituyeron los ceros a la izquierda
postcode_form = El código postal se puso en su forma usual
postcode_completed = El código postal había perdido su cero inicial
website_form = A la dirección web se le puso su comienzo
coordinates_swapped = La longitud y la latitud estaban intercambiadas
coordinates_scaled = Las coordenadas estaban en millonésimas de grado
coordinates_zero = Las coordenadas 0, 0 no son una posición y no se tomaron
decimal_comma = La coma decimal se leyó como punto
date_form = La fecha se leyó de un texto
date_year_only = Solo consta el año; se tomó su primer día
letters_damaged = Hay letras dañadas que no se pueden corregir con certeza
text_too_long = El texto es demasiado largo para este campo y se cortó
postcode_unreadable = Esto no es un código postal
postcode_outside = El código postal no es del lugar del estudio
phone_unclear = No se pudo leer el teléfono
email_unclear = Esto no es una dirección de correo
website_unclear = Esto no es una dirección web
coordinates_half = Solo consta una de las dos coordenadas
coordinates_unreadable = Las coordenadas no son números
coordinates_outside = La posición queda fuera del lugar del estudio
date_ambiguous = No se distingue el día del mes
date_unreadable = No se pudo leer la fecha
date_implausible = La fecha no puede ser correcta
answer_unclear = La respuesta no es un sí ni un no claros
address_missing = No hay dirección ni posición
maybe_private_place = Por su nombre puede ser un hogar o un refugio
maybe_dwelling = Por su dirección puede ser una vivienda particular
mobile_hidden = Se omitió un número de celular, que puede ser personal
email_maybe_personal = La dirección de correo puede ser personal
key_repeated = El identificador también está en una fila anterior
value_kept = Una persona cambió este valor después: el del archivo no se tomó
maybe_duplicate_of = Puede ser el mismo lugar que
location_ambiguous = Varias posiciones corresponden a la dirección
location_unknown = No se encontró ninguna posición
location_district = Solo se conoce el distrito
row_unreadable = No se pudo leer la fila
outside_study = La fila no pertenece al estudio
name_missing = El lugar no tiene nombre
private_place = Los refugios y hogares no se publican
duplicate_of = Es el mismo lugar que
""",
    "ko": """
letters_mended = 깨진 글자를 바로잡았음
placeholder_emptied = "없음"을 뜻하는 말을 빈칸으로 보았음
blanks_trimmed = 빈칸이나 보이지 않는 문자를 없앴음
zeros_restored = 앞자리 0을 되살렸음
postcode_form = 우편번호를 통용되는 꼴로 바꾸었음
postcode_completed = 우편번호에서 빠진 앞자리 0을 채웠음
website_form = 웹 주소의 앞부분을 채웠음
coordinates_swapped = 경도와 위도가 서로 바뀌어 있었음
coordinates_scaled = 좌표가 백만분의 일 도 단위였음
coordinates_zero = 좌표 0, 0은 위치가 아니므로 쓰지 않았음
decimal_comma = 소수점으로 쓴 쉼표를 점으로 읽었음
date_form = 글자로 쓴 날짜를 읽었음
date_year_only = 연도만 있어 그 해 첫날로 보았음
letters_damaged = 글자가 깨져 확실히 바로잡을 수 없음
text_too_long = 글이 이 항목에 너무 길어 잘랐음
postcode_unreadable = 우편번호가 아님
postcode_outside = 연구 대상지의 우편번호가 아님
phone_unclear = 전화번호를 읽을 수 없음
email_unclear = 전자우편 주소가 아님
website_unclear = 웹 주소가 아님
coordinates_half = 두 좌표 가운데 하나만 있음
coordinates_unreadable = 좌표가 숫자가 아님
coordinates_outside = 위치가 연구 대상지 밖에 있음
date_ambiguous = 일과 월을 구별할 수 없음
date_unreadable = 날짜를 읽을 수 없음
date_implausible = 날짜가 맞을 수 없음
answer_unclear = 대답이 분명한 예도 아니오도 아님
address_missing = 주소도 위치도 없음
maybe_private_place = 이름으로 보아 거주 시설이나 쉼터일 수 있음
maybe_dwelling = 주소로 보아 개인 주택일 수 있음
mobile_hidden = 개인의 것일 수 있는 휴대전화 번호를 뺐음
email_maybe_personal = 전자우편 주소가 개인의 것일 수 있음
key_repeated = 앞선 행에도 같은 식별자가 있음
value_kept = 이후 담당자가 값을 고쳐 파일의 값은 쓰지 않음
maybe_duplicate_of = 다음과 같은 장소일 수 있음
location_ambiguous = 주소에 맞는 위치가 여럿임
location_unknown = 위치를 찾지 못했음
location_district = 구역만 알려져 있음
row_unreadable = 행을 읽을 수 없음
outside_study = 연구에 속하지 않는 행임
name_missing = 장소 이름이 없음
private_place = 쉼터와 거주 시설은 공개하지 않음
duplicate_of = 다음과 같은 장소임
""",
}


LABELS: Final = parsed(_LABELS)
REASONS: Final = parsed(_REASONS)


def say(label: str, language: Language) -> str:
    """
    Give a label.

    Parameters
    ----------
    label : str
        Its code.
    language : str
        Of the person.

    Returns
    -------
    str
        In that language.
    """
    return LABELS[label][language]


def reason(remark: Remark, language: Language) -> str:
    """
    Give a remark as a line.

    Parameters
    ----------
    remark : Remark
        What was said of a row.
    language : str
        Of the person.

    Returns
    -------
    str
        The column, what was said, and the particulars, as far as there are such.

    Examples
    --------
    >>> reason(Remark("postcode_completed", "CEP", "1310200 → 01310-200"), "en")
    'CEP: The postcode had lost its leading zero (1310200 → 01310-200)'
    """
    column = f"{remark.column.strip()}: " if remark.column.strip() else ""
    detail = f" ({remark.detail})" if remark.detail else ""
    return f"{column}{REASONS[remark.code][language]}{detail}"
