"""The fixed words of a report in its four languages."""

from __future__ import annotations

_WORDS: dict[str, dict[str, str]] = {
    "coverage.interval": {
        "en": "Between {low} and {high} of the {population} people counted reach the nearest place within"
        " {cutoff} minutes. Service: {service}. Profile: {profile}.",
        "pt-BR": "Entre {low} e {high} das {population} pessoas contadas chegam ao lugar mais próximo em até"
        " {cutoff} minutos. Serviço: {service}. Perfil: {profile}.",
        "es": "Entre {low} y {high} de las {population} personas contadas llegan al lugar más cercano en un"
        " máximo de {cutoff} minutos. Servicio: {service}. Perfil: {profile}.",
        "ko": "집계된 {population}명 가운데 최소 {low}, 최대 {high}가 {cutoff}분 안에 가장 가까운 시설에"
        " 도달합니다. 서비스: {service}. 이동 유형: {profile}.",
    },
    "coverage.exact": {
        "en": "{low} of the {population} people counted reach the nearest place within {cutoff} minutes."
        " Service: {service}. Profile: {profile}.",
        "pt-BR": "{low} das {population} pessoas contadas chegam ao lugar mais próximo em até {cutoff}"
        " minutos. Serviço: {service}. Perfil: {profile}.",
        "es": "{low} de las {population} personas contadas llegan al lugar más cercano en un máximo de"
        " {cutoff} minutos. Servicio: {service}. Perfil: {profile}.",
        "ko": "집계된 {population}명 가운데 {low}가 {cutoff}분 안에 가장 가까운 시설에 도달합니다."
        " 서비스: {service}. 이동 유형: {profile}.",
    },
    "coverage.empty": {
        "en": "Nobody is counted in this analysis, so no share can be given for {cutoff} minutes."
        " Service: {service}. Profile: {profile}.",
        "pt-BR": "Ninguém foi contado nesta análise; não há parcela a informar para {cutoff} minutos."
        " Serviço: {service}. Perfil: {profile}.",
        "es": "No se contó a nadie en este análisis; no hay porcentaje para {cutoff} minutos."
        " Servicio: {service}. Perfil: {profile}.",
        "ko": "이 분석에는 집계된 인구가 없어 {cutoff}분의 비율을 제시할 수 없습니다."
        " 서비스: {service}. 이동 유형: {profile}.",
    },
    "coverage.unknown": {
        "en": "For {unknown} of them the answer is not known: it depends on streets of which nobody has"
        " recorded what this profile needs.",
        "pt-BR": "Para {unknown} delas a resposta não é conhecida: depende de ruas sobre as quais ninguém"
        " registrou o que este perfil exige.",
        "es": "Para {unknown} de ellas no se conoce la respuesta: depende de calles sobre las que nadie"
        " registró lo que este perfil necesita.",
        "ko": "그중 {unknown}의 도달 여부는 알 수 없습니다. 이 이동 유형에 필요한 정보가 기록되지 않은"
        " 도로에 달려 있기 때문입니다.",
    },
    "coverage.known": {
        "en": "Nothing unrecorded changes this answer.",
        "pt-BR": "Nada do que falta registrar muda esta resposta.",
        "es": "Nada de lo que falta registrar cambia esta respuesta.",
        "ko": "기록되지 않은 정보는 이 결과에 영향을 주지 않습니다.",
    },
    "coverage.caption": {
        "en": "{service}: within {cutoff} minutes, {profile}",
        "pt-BR": "{service}: em até {cutoff} minutos, {profile}",
        "es": "{service}: en un máximo de {cutoff} minutos, {profile}",
        "ko": "{service}: {cutoff}분 이내, {profile}",
    },
    "column.population": {
        "en": "People counted",
        "pt-BR": "Pessoas contadas",
        "es": "Personas contadas",
        "ko": "집계 인구(명)",
    },
    "column.low": {
        "en": "Certainly reach it (lower figure)",
        "pt-BR": "Certamente chegam (valor inferior)",
        "es": "Llegan con certeza (valor inferior)",
        "ko": "확실히 도달(하한)",
    },
    "column.high": {
        "en": "Perhaps reach it (upper figure)",
        "pt-BR": "Talvez cheguem (valor superior)",
        "es": "Tal vez llegan (valor superior)",
        "ko": "도달 가능(상한)",
    },
    "column.unknown": {"en": "Not known", "pt-BR": "Não se sabe", "es": "No se sabe", "ko": "알 수 없음"},
    "column.reading": {"en": "Figure", "pt-BR": "Valor", "es": "Valor", "ko": "값"},
    "column.people": {"en": "People", "pt-BR": "Pessoas", "es": "Personas", "ko": "인구(명)"},
    "column.share": {"en": "Share", "pt-BR": "Parcela", "es": "Porcentaje", "ko": "비율"},
    "map.low": {
        "en": "Share of people who certainly reach it",
        "pt-BR": "Parcela de pessoas que certamente chegam",
        "es": "Porcentaje de personas que llegan con certeza",
        "ko": "확실히 도달하는 인구 비율",
    },
    "map.high": {
        "en": "Share of people who perhaps reach it",
        "pt-BR": "Parcela de pessoas que talvez cheguem",
        "es": "Porcentaje de personas que tal vez llegan",
        "ko": "도달할 수도 있는 인구 비율",
    },
    "map.unknown": {
        "en": "Share of people for whom it is not known",
        "pt-BR": "Parcela de pessoas para quem não se sabe",
        "es": "Porcentaje de personas para quienes no se sabe",
        "ko": "도달 여부를 알 수 없는 인구 비율",
    },
    "map.caption": {
        "en": "{service}: within {cutoff} minutes, {profile}, by {areas}",
        "pt-BR": "{service}: em até {cutoff} minutos, {profile}, por {areas}",
        "es": "{service}: en un máximo de {cutoff} minutos, {profile}, por {areas}",
        "ko": "{service}: {cutoff}분 이내, {profile}, {areas}별",
    },
    "map.areas.district": {"en": "district", "pt-BR": "distrito", "es": "distrito", "ko": "구역"},
    "map.areas.hexagon": {"en": "hexagon", "pt-BR": "hexágono", "es": "hexágono", "ko": "육각형"},
    "map.legend.count": {
        "en": "{count} areas",
        "pt-BR": "{count} áreas",
        "es": "{count} áreas",
        "ko": "{count}개 구역",
    },
    "map.legend.one": {"en": "1 area", "pt-BR": "1 área", "es": "1 área", "ko": "1개 구역"},
    "map.legend.wide": {
        "en": "Over {share} not known",
        "pt-BR": "Mais de {share} sem saber",
        "es": "Más de {share} sin saber",
        "ko": "{share} 넘게 알 수 없음",
    },
    "map.legend.nodata": {
        "en": "Nobody counted",
        "pt-BR": "Ninguém contado",
        "es": "Nadie contado",
        "ko": "집계 인구 없음",
    },
    "map.north": {"en": "N", "pt-BR": "N", "es": "N", "ko": "N"},
    "map.text": {
        "en": "Map of {count} areas. {show}: {classes}.",
        "pt-BR": "Mapa de {count} áreas. {show}: {classes}.",
        "es": "Mapa de {count} áreas. {show}: {classes}.",
        "ko": "{count}개 구역의 지도. {show}: {classes}.",
    },
    "map.text.class": {
        "en": "{range}, {count}",
        "pt-BR": "{range}, {count}",
        "es": "{range}, {count}",
        "ko": "{range}, {count}",
    },
    "map.text.extremes": {
        "en": "Lowest: {lowest}. Highest: {highest}.",
        "pt-BR": "Mais baixos: {lowest}. Mais altos: {highest}.",
        "es": "Más bajos: {lowest}. Más altos: {highest}.",
        "ko": "가장 낮은 곳: {lowest}. 가장 높은 곳: {highest}.",
    },
    "milestones.caption": {
        "en": "Milestones on {date}",
        "pt-BR": "Marcos em {date}",
        "es": "Hitos al {date}",
        "ko": "{date} 기준 주요 일정",
    },
    "milestones.title": {"en": "Milestone", "pt-BR": "Marco", "es": "Hito", "ko": "주요 일정"},
    "milestones.baseline": {"en": "Baseline", "pt-BR": "Linha de base", "es": "Línea base", "ko": "기준일"},
    "milestones.forecast": {"en": "Forecast", "pt-BR": "Previsão", "es": "Previsión", "ko": "예상일"},
    "milestones.actual": {"en": "Actual", "pt-BR": "Real", "es": "Real", "ko": "실제일"},
    "milestones.status": {"en": "Status", "pt-BR": "Situação", "es": "Estado", "ko": "상태"},
    "milestones.reason": {
        "en": "Reason for the delay",
        "pt-BR": "Motivo do atraso",
        "es": "Motivo del retraso",
        "ko": "지연 사유",
    },
    "status.planned": {"en": "planned", "pt-BR": "planejado", "es": "previsto", "ko": "예정"},
    "status.due": {"en": "due", "pt-BR": "a vencer", "es": "por vencer", "ko": "기한 임박"},
    "status.late": {"en": "late", "pt-BR": "atrasado", "es": "atrasado", "ko": "지연"},
    "status.achieved": {"en": "achieved", "pt-BR": "alcançado", "es": "cumplido", "ko": "달성"},
    "status.missed": {"en": "missed", "pt-BR": "perdido", "es": "incumplido", "ko": "미달성"},
    "status.waived": {"en": "waived", "pt-BR": "dispensado", "es": "dispensado", "ko": "면제"},
    "blank": {"en": "none", "pt-BR": "nenhum", "es": "ninguno", "ko": "없음"},
    "illustrative": {"en": "illustrative", "pt-BR": "ilustrativo", "es": "ilustrativo", "ko": "예시"},
    "synthetic": {
        "en": "Synthetic data, made to show the method: not a measurement of any city.",
        "pt-BR": "Dados sintéticos, feitos para mostrar o método: não medem cidade alguma.",
        "es": "Datos sintéticos, hechos para mostrar el método: no miden ninguna ciudad.",
        "ko": "방법을 보여 주기 위해 만든 합성 자료이며 실제 도시를 측정한 것이 아닙니다.",
    },
    "run": {
        "en": "Run {run}, finished on {date}.",
        "pt-BR": "Execução {run}, concluída em {date}.",
        "es": "Ejecución {run}, terminada el {date}.",
        "ko": "실행 {run}, {date} 완료.",
    },
    "plan": {
        "en": "From the study plan as recorded on {date}.",
        "pt-BR": "Do plano do estudo como registrado em {date}.",
        "es": "Del plan del estudio tal como estaba registrado el {date}.",
        "ko": "{date} 기준으로 기록된 연구 계획.",
    },
    "sources": {
        "en": "Sources: {sources}",
        "pt-BR": "Fontes: {sources}",
        "es": "Fuentes: {sources}",
        "ko": "출처: {sources}",
    },
    "figure": {
        "en": "Figure {number}",
        "pt-BR": "Figura {number}",
        "es": "Figura {number}",
        "ko": "그림 {number}",
    },
    "contents": {"en": "Contents", "pt-BR": "Sumário", "es": "Contenido", "ko": "차례"},
    "version": {
        "en": "Version {number}",
        "pt-BR": "Versão {number}",
        "es": "Versión {number}",
        "ko": "제{number}판",
    },
    "submitted": {
        "en": "Submitted on {date} by {name}, {organisation}",
        "pt-BR": "Entregue em {date} por {name}, {organisation}",
        "es": "Entregado el {date} por {name}, {organisation}",
        "ko": "{date} 제출: {name}, {organisation}",
    },
    "content_hash": {
        "en": "Content (SHA-256)",
        "pt-BR": "Conteúdo (SHA-256)",
        "es": "Contenido (SHA-256)",
        "ko": "내용(SHA-256)",
    },
    "page": {
        "en": "page {page} of {pages}",
        "pt-BR": "página {page} de {pages}",
        "es": "página {page} de {pages}",
        "ko": "{pages}쪽 중 {page}쪽",
    },
    "profile.walk": {"en": "walking", "pt-BR": "a pé", "es": "a pie", "ko": "보행"},
    "profile.older_adult": {
        "en": "older adult",
        "pt-BR": "pessoa idosa",
        "es": "persona mayor",
        "ko": "고령자",
    },
    "profile.cane_walker": {
        "en": "walking with a cane",
        "pt-BR": "pessoa com bengala",
        "es": "persona con bastón",
        "ko": "지팡이 보행",
    },
    "profile.manual_wheelchair": {
        "en": "manual wheelchair",
        "pt-BR": "cadeira de rodas manual",
        "es": "silla de ruedas manual",
        "ko": "수동 휠체어",
    },
    "profile.powered_wheelchair": {
        "en": "powered wheelchair",
        "pt-BR": "cadeira de rodas motorizada",
        "es": "silla de ruedas eléctrica",
        "ko": "전동 휠체어",
    },
    "profile.stroller": {"en": "stroller", "pt-BR": "carrinho de bebê", "es": "cochecito", "ko": "유아차"},
    "profile.blind_long_cane": {
        "en": "blind, with a long cane",
        "pt-BR": "pessoa cega com bengala longa",
        "es": "persona ciega con bastón largo",
        "ko": "흰지팡이를 쓰는 시각장애인",
    },
}


def say(language: str, key: str, **values: str) -> str:
    """
    Give a fixed phrase in a language, its places filled.

    Parameters
    ----------
    language : str
        One of ``en``, ``pt-BR``, ``es``, ``ko``.
    key : str
        Which phrase.
    **values : str
        What stands in the places.

    Returns
    -------
    str
        The phrase.
    """
    return _WORDS[key][language].format(**values)


def templates() -> dict[str, dict[str, str]]:
    """
    Give a copy of the whole table, for checks.

    Returns
    -------
    dict
        Key to language to template.
    """
    return {key: dict(texts) for key, texts in _WORDS.items()}


def profile_name(language: str, profile: str) -> str:
    """
    Name a mobility profile; one that a study added is shown by its key in words.

    Parameters
    ----------
    language : str
        Language of the report.
    profile : str
        Key of the profile.

    Returns
    -------
    str
        Its name.
    """
    if f"profile.{profile}" in _WORDS:
        return say(language, f"profile.{profile}")
    return profile.replace("_", " ")
