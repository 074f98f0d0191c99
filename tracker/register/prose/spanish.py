"""Rules of Spanish, as written in Peru first: the words that tell of each kind of fact."""

from __future__ import annotations

from typing import Final

from tracker.register.prose.rules import Rule

_ACCESSIBLE: Final = r"(?:ac{1,2}es+ibles?|adaptad[oa]s?)"
_COPULA: Final = r"(?:(?P<is>es|son|esta|estan) )?(?P<neg>no (?:(?P<is_not>es|son|esta|estan) )?)?"
_FULLY: Final = r"(?:(?:totalmente|plenamente|todos|todas) )?"
_PEOPLE: Final = (
    r"(?:sillas? de ruedas|usuarios? (?:de|en) sillas? de ruedas|discapacitados?|pcd|"
    r"personas? (?:con|en) (?:algun tipo de )?(?:discapacidad(?: (?:fisica|motriz|"
    r"motora))?|movilidad reducida|sillas? de ruedas)|"
    r"personas? usuarias? de sillas? de ruedas)"
)
_TOILET: Final = (
    r"(?:banos?|ban[iy]os?|servicios? higienicos?|sanitarios?|aseos?|inodoros?|ss\.? "
    r"?hh\.?|lavabos?)"
)
_TOILET_WORDS: Final = (
    r"(?:del|de|la|el|en|los|las|uso|publicos?|local|museo|primer|segundo|tercer|piso|"
    r"nivel|hombres|mujeres|damas|varones|familiar|unisex|y|"
    r"vestuarios?|vestidores|duchas?)"
)
_BUILDING: Final = r"(?:edificio|local|museo|inmueble|interior|establecimiento|recinto|teatro|centro)"
_ENTRANCE: Final = (
    r"(?:entradas?|ingresos?|puertas? de (?:ingreso|entrada)|acceso principal)(?: "
    rf"(?:principal|principales|lateral|peatonal|del|de|al|la|{_BUILDING})){{0,3}}"
)
_LEVEL: Final = (
    r"(?:sin (?:escalon(?:es)?|gradas?|peldanos?|escaleras?|desnivel(?:es)?|barreras?|"
    r"obstaculos?)|libres? de (?:barreras|obstaculos)|"
    r"a nivel(?: de (?:la )?(?:calle|vereda|acera|calzada))?|al (?:mismo )?nivel de la "
    r"(?:calle|vereda|acera))"
)
_NOT_TO: Final = rf"(?! (?:a|al|a la|a los|a las|para el|para la|hacia) (?!{_BUILDING}\b))"
_STEPS: Final = r"(?:escalon|escalones|gradas?|peldanos?|escaleras?|escalinatas?)"
_LEVEL_ANYWAY: Final = r"rampas?|ascensor(?:es)?|elevador(?:es)?|plataformas?|accesibles?"

ENTRANCE: Final = (
    Rule(
        "es.entrance.accessible",
        "step_free_entrance",
        rf"{_ENTRANCE} {_COPULA}{_FULLY}{_ACCESSIBLE}{_NOT_TO}",
    ),
    Rule(
        "es.entrance.level", "step_free_entrance", rf"(?:{_ENTRANCE}|accesos?) {_COPULA}(?:plan[ao]|{_LEVEL})"
    ),
    Rule("es.entrance.access", "step_free_entrance", rf"accesos? {_COPULA}{_ACCESSIBLE}{_NOT_TO}"),
    Rule(
        "es.entrance.access_for",
        "step_free_entrance",
        rf"(?:entrada|ingreso|acceso)s? (?:\w+ )?para {_PEOPLE}(?! (?:a|al|en) )",
    ),
    Rule(
        "es.entrance.ramp_at",
        "step_free_entrance",
        r"rampas?(?: \w+){0,2}? (?:en|de|a) (?:el |la )?(?:entrada|ingreso|puerta)",
        deniable=False,
    ),
    Rule("es.entrance.ramp_of_access", "step_free_entrance", rf"rampas? de acceso{_NOT_TO}", deniable=False),
    Rule(
        "es.entrance.by_ramp",
        "step_free_entrance",
        rf"(?:{_ENTRANCE}|acceso) (?:(?:es|se hace) )?(?:por|con|mediante|a traves de) (?:una )?rampas?",
        deniable=False,
    ),
    Rule(
        "es.entrance.no_steps",
        "step_free_entrance",
        (
            rf"(?:no (?:hay|tiene|existen?)|sin) {_STEPS}(?: \w+)? (?:en|de) (?:la entrada|el "
            r"ingreso|el acceso|entrada|ingreso)"
        ),
    ),
    Rule(
        "es.entrance.steps_at",
        "step_free_entrance",
        rf"{_STEPS}(?: \w+)? (?:en|de|a) (?:la )?(?:entrada|(?:el )?ingreso)",
        answer="no",
        not_in_sentence=_LEVEL_ANYWAY,
    ),
    Rule(
        "es.entrance.by_steps",
        "step_free_entrance",
        (
            rf"(?:{_ENTRANCE}|acceso) (?:(?:es|se hace) )?(?:(?:solo|solamente|unicamente) "
            rf")?(?:por|con|mediante) (?:\w+ )?{_STEPS}"
        ),
        answer="no",
        not_in_sentence=_LEVEL_ANYWAY,
    ),
)

INSIDE: Final = (
    Rule(
        "es.inside.accessible_route",
        "route_inside",
        (
            rf"(?:rutas?|recorridos?|itinerarios?) (?:intern\w+ )?{_COPULA}{_ACCESSIBLE}(?! (?:a|"
            rf"al|hasta el) {_TOILET})"
        ),
    ),
    Rule(
        "es.inside.corridors",
        "route_inside",
        rf"(?:pasillos|pasadizos|corredores|circulacion interna) {_COPULA}{_ACCESSIBLE}",
    ),
    Rule(
        "es.inside.partial",
        "route_inside",
        r"(?:recorrido|ruta|circulacion)(?: \w+){0,4}? parcial(?:mente)?",
        answer=None,
        blocks=True,
    ),
)

TOILET: Final = (
    Rule(
        "es.toilet.adapted",
        "adapted_toilet",
        rf"{_TOILET}(?:,? {_TOILET_WORDS}){{0,5}}? {_COPULA}{_FULLY}{_ACCESSIBLE}",
    ),
    Rule(
        "es.toilet.for",
        "adapted_toilet",
        rf"{_TOILET}(?: {_TOILET_WORDS}){{0,3}}? (?:{_COPULA}{_ACCESSIBLE} )?para {_PEOPLE}",
    ),
)

LIFT: Final = (
    Rule(
        "es.lift.lift",
        "lift",
        r"(?:as[c]?ensor|elevador)(?:es)?(?! (?:de|para) (?:carga|servicio|alimentos))",
        not_before=r"frente al|junto al|al lado del",
    ),
    Rule("es.lift.platform", "lift", r"plataformas? (?:elevadoras?|salvaescaleras?)|salvaescaleras?"),
)

PAVING: Final = (
    Rule(
        "es.paving.tactile",
        "tactile_paving",
        (
            r"(?:pisos?|pavimentos?|baldosas?|losetas?|franjas?|senalizacion) "
            r"(?:podo)?-?tacti(?:l|les)(?! en braille)"
        ),
    ),
    Rule("es.paving.podotactile", "tactile_paving", r"podo-?tacti(?:l|les)"),
)

_LESSONS: Final = r"(?:cursos?|clases?|talleres|taller|ensenanza) (?:de|en)(?: la)?"
SIGN: Final = (
    Rule(
        "es.sign.language",
        "sign_language",
        r"(?:lengua|lenguaje) de (?:senas|signos)(?: peruana)?",
        not_before=_LESSONS,
    ),
    Rule("es.sign.interpreter", "sign_language", r"interpretes? (?:de|en) (?:senas|signos|lsp|lse|lsa|lsm)"),
)

BRAILLE: Final = (Rule("es.braille.braille", "braille", r"bra[iy]l{1,2}e", not_before=_LESSONS),)

AUDIO: Final = (
    Rule(
        "es.audio.description",
        "audio",
        r"audio[ -]?descri(?:pcion|pciones|ptiva|ptivas|to|ta)",
        not_before=_LESSONS,
    ),
    Rule("es.audio.guide", "audio", r"audio[ -]?guias?"),
    Rule("es.audio.book", "audio", r"audio[ -]?libros?|libros? (?:hablados?|parlantes?|en audio)"),
    Rule(
        "es.audio.material",
        "audio",
        (
            r"(?:materia(?:l|les)|formatos?|textos?|informacion|braill?e)(?: [\w,-]+){0,6}? "
            r"audio(?! y video)"
        ),
    ),
)

_CARS: Final = r"(?:estacionamientos?|parqueos?|aparcamientos?|cocheras?|vehiculos?|autos?)"
PARKING: Final = (
    Rule(
        "es.parking.bays",
        "reserved_parking",
        (
            rf"(?:(?:plazas?|espacios?|lugares?) (?:de|para|en) )?{_CARS} (?:reservad[oa]s?|"
            r"exclusiv[oa]s?|preferencial(?:es)?|accesibles?|adaptados?)"
        ),
    ),
    Rule(
        "es.parking.bays_for", "reserved_parking", rf"{_CARS}(?: (?:reservad|exclusiv)[oa]s?)? para {_PEOPLE}"
    ),
    Rule(
        "es.parking.reserved_bays",
        "reserved_parking",
        rf"(?:plazas?|espacios?) (?:reservad|exclusiv)[oa]s? (?:de|para|en) (?:el )?{_CARS}",
    ),
)

SEAL: Final = (
    Rule(
        "es.seal.seal",
        "seal",
        r"(?:sellos?|certificad[oa]s?|certificacion) de acces+ib\w+(?! (?:digital|web))",
    ),
)

RULES: Final = (*ENTRANCE, *INSIDE, *TOILET, *LIFT, *PAVING, *SIGN, *BRAILLE, *AUDIO, *PARKING, *SEAL)
