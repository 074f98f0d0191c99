"""Rules of Brazilian Portuguese: the words that tell of each kind of fact, without case and accents."""

from __future__ import annotations

from typing import Final

from tracker.register.prose.rules import Rule

_ACCESSIBLE: Final = r"(?:ace[sc]{1,3}ive(?:l|is|us)|adapt(?:ad|d)[oa]l?s?)"
_COPULA: Final = (
    r"(?:(?P<is>eh|e|sao|esta|estao|foi|foram) )?(?P<neg>nao (?:(?P<is_not>eh|e|sao|esta|"
    r"estao) )?)?"
)
_FULLY: Final = r"(?:(?:totalmente|plenamente|todos|todas) )?"
_PEOPLE: Final = (
    r"(?:cadeirantes?|cadeiras? de rodas?|usuarios? de cadeiras? de rodas?|pcds?|pne|"
    r"deficientes?(?: fisicos?)?|"
    r"pessoas? (?:com|portadoras? de) (?:algum tipo de )?(?:deficiencias?(?: fisicas?)?|mobilidade reduzida|"
    r"necessidades especiais)|pessoas? em cadeiras? de rodas?|portador(?:es)? de "
    r"(?:deficiencia|necessidades especiais))"
)
_TOILET: Final = r"(?:ba?nhe[ir]+os?|sanitarios?|toaletes?|lavabos?|wcs?)"
_TOILET_WORDS: Final = (
    r"(?:do|da|no|na|dos|das|de|uso|publico|local|predio|espaco|teatro|andar|terreo|"
    r"primeiro|segundo|terceiro|pavimento|superior|inferior|feminino|femininos|masculino|"
    r"masculinos|unissex|familiar|coletivos?|e|vestiarios?|fraldarios?|chuveiros?)"
)
_BUILDING: Final = (
    r"(?:predio|edificio|edificacao|local|interior|espaco|imovel|unidade|museu|teatro|"
    r"equipamento)"
)
_ENTRANCE: Final = (
    r"(?:entradas?|acesso principal|acesso de entrada)(?: (?:principal|principais|lateral|"
    rf"social|do|da|de|ao|pedestres|{_BUILDING})){{0,3}}"
)
_LEVEL: Final = (
    r"(?:sem (?:degraus?|escadas?|desniveis|desnivel|barreiras?|obstaculos?)|livres? de "
    r"(?:barreiras|obstaculos|degraus)|"
    r"em nivel|(?:no|ao) (?:mesmo )?nivel d[ao] (?:rua|calcada|passeio|solo))"
)
_NOT_TO: Final = rf"(?! (?:a|ao|aos|as|para o|para a|para os|para as) (?!{_BUILDING}\b))"
_STEPS: Final = r"(?:degrau|degraus|escada|escadas|escadaria|escadarias)"
_LEVEL_ANYWAY: Final = r"rampas?|elevador(?:es)?|plataformas?|acessive(?:l|is)"
_SIGHT: Final = (
    r"cegas?|cegos?|visual|visuais|braill?e|guias?-videntes?|guias? videntes?|audio\w*|"
    r"tatil|tateis|aviso sonoro|auditiva"
)
_WHEELS: Final = rf"entrada|cadeirantes?|{_TOILET}|rotas?|fisica"

ENTRANCE: Final = (
    Rule(
        "pt.entrance.accessible",
        "step_free_entrance",
        rf"{_ENTRANCE} {_COPULA}{_FULLY}{_ACCESSIBLE}{_NOT_TO}",
    ),
    Rule(
        "pt.entrance.level", "step_free_entrance", rf"(?:{_ENTRANCE}|acesso) {_COPULA}(?:plan[ao]|{_LEVEL})"
    ),
    Rule("pt.entrance.access", "step_free_entrance", rf"acessos? {_COPULA}{_ACCESSIBLE}{_NOT_TO}"),
    Rule(
        "pt.entrance.access_for",
        "step_free_entrance",
        rf"(?:entrada|acesso)s? (?:\w+ )?para {_PEOPLE}(?! (?:a|ao|aos|as|no|na|nos|nas) )",
    ),
    Rule("pt.entrance.doors", "step_free_entrance", rf"portas? de (?:acesso|entrada) {_LEVEL}"),
    Rule(
        "pt.entrance.ramp_at",
        "step_free_entrance",
        r"rampas?(?: \w+){0,2}? (?:na|da|de|em) (?:entrada|portaria)",
        deniable=False,
    ),
    Rule("pt.entrance.ramp_of_access", "step_free_entrance", rf"rampas? de acesso{_NOT_TO}", deniable=False),
    Rule(
        "pt.entrance.by_ramp",
        "step_free_entrance",
        rf"(?:{_ENTRANCE}|acesso) (?:(?:eh|e) )?(?:feit[oa] )?(?:por|com|atraves de|por meio de) rampas?",
        deniable=False,
    ),
    Rule(
        "pt.entrance.outer_platform",
        "step_free_entrance",
        r"plataformas?(?: elevatorias?)? (?:extern\w+|na entrada|de acesso)",
        deniable=False,
    ),
    Rule(
        "pt.entrance.no_steps",
        "step_free_entrance",
        rf"(?:nao (?:ha|possui|tem|existem?)|sem) {_STEPS}(?: \w+)? (?:na|no|da|de) (?:entrada|acesso)",
    ),
    Rule(
        "pt.entrance.steps_at",
        "step_free_entrance",
        rf"{_STEPS}(?: \w+)? (?:na|de|da) entrada",
        answer="no",
        not_in_sentence=_LEVEL_ANYWAY,
    ),
    Rule(
        "pt.entrance.by_steps",
        "step_free_entrance",
        rf"(?:{_ENTRANCE}|acesso) (?:(?:eh|e|se da) )?(?:feit[oa] )?(?:(?:so|somente|apenas) )?"
        rf"(?:por|com|atraves de|por meio de) (?:\w+ )?{_STEPS}",
        answer="no",
        not_in_sentence=_LEVEL_ANYWAY,
    ),
)

_ROOMS: Final = r"(?:salas?|ambientes|espacos|dependencias|pavimentos|andares|areas|setores|demais \w+)"
_AUTONOMY: Final = r"autonomia (?:(?:de|para|na) )?(?:a )?circulacao"
INSIDE: Final = (
    Rule(
        "pt.inside.route_to", "route_inside", rf"rotas? (?:de acesso )?(?:a|as|aos|para as|para os) {_ROOMS}"
    ),
    Rule(
        "pt.inside.accessible_route",
        "route_inside",
        rf"rotas? (?:intern\w+ )?{_COPULA}{_ACCESSIBLE}(?! (?:a|ao|aos|ate o) {_TOILET})",
    ),
    Rule("pt.inside.corridors", "route_inside", rf"(?:corredores|circulacao interna) {_COPULA}{_ACCESSIBLE}"),
    Rule(
        "pt.inside.autonomy_of",
        "route_inside",
        (
            rf"{_AUTONOMY} (?:nos ambientes )?(?:do|da|dos|das|de|para|para o|para a|para os|para "
            rf"as|ao|aos) {_PEOPLE}"
        ),
    ),
    Rule("pt.inside.moves_alone", "route_inside", rf"circulacao (?:de|do|dos|para) {_PEOPLE} com autonomia"),
    Rule(
        "pt.inside.autonomy",
        "route_inside",
        rf"{_AUTONOMY}(?! (?:d[aeo]s?|para|aos?) )",
        line_has=_WHEELS,
        line_lacks=_SIGHT,
    ),
    Rule(
        "pt.inside.partial",
        "route_inside",
        r"(?:autonomia|circulacao)(?: (?!oferece)\w+){0,8}? parcial(?:mente)?",
        answer=None,
        not_in_sentence=r"cegas?|cegos?|visual",
        line_has=_WHEELS,
        line_lacks=_SIGHT,
        blocks=True,
    ),
    Rule(
        "pt.inside.partial_any",
        "route_inside",
        r"(?:autonomia|circulacao) parcial(?: (?:de|na) circulacao)?(?: nos ambientes)?",
        answer=None,
    ),
    Rule(
        "pt.inside.partial_for",
        "route_inside",
        rf"(?:autonomia|circulacao)(?: \w+){{0,3}}? {_PEOPLE} (?:eh|e|seja) parcial",
        answer=None,
        blocks=True,
    ),
    Rule(
        "pt.inside.by_stairs",
        "route_inside",
        (
            r"acesso aos (?:(?:demais|outros) )?(?:pavimentos|andares) (?:(?:eh|e) )?(?:feito "
            rf")?(?:so |somente |apenas )?por {_STEPS}"
        ),
        answer=None,
        blocks=True,
    ),
)

TOILET: Final = (
    Rule(
        "pt.toilet.adapted",
        "adapted_toilet",
        rf"{_TOILET}(?:,? {_TOILET_WORDS}){{0,5}}? {_COPULA}{_FULLY}{_ACCESSIBLE}",
    ),
    Rule(
        "pt.toilet.for",
        "adapted_toilet",
        (
            rf"{_TOILET}(?: {_TOILET_WORDS}){{0,3}}? (?:{_COPULA}{_ACCESSIBLE} )?(?:para "
            rf")?{_PEOPLE}"
        ),
    ),
)

LIFT: Final = (
    Rule(
        "pt.lift.lift",
        "lift",
        r"el[ei]vador(?:es)?(?! (?:de|para|da) (?:cargas?|servico|piscina|alimentos|comida))",
        not_before=r"em frente (?:ao|aos)|ao lado d[eo]s?|proximo ao",
    ),
    Rule("pt.lift.platform", "lift", r"plataformas? elevatorias?"),
    Rule(
        "pt.lift.stairs_only",
        "lift",
        (
            r"acesso aos (?:(?:demais|outros) )?(?:pavimentos|andares) (?:(?:eh|e) )?(?:feito "
            rf")?(?:so |somente |apenas )?por {_STEPS}"
        ),
        answer="no",
        deniable=False,
        not_in_sentence=_LEVEL_ANYWAY,
    ),
)

PAVING: Final = (
    Rule("pt.paving.tactile", "tactile_paving", r"pisos? (?:\w+ |e \w+ )?(?:podo)?-?ta[ct]?t(?:il|eis)"),
    Rule("pt.paving.podotactile", "tactile_paving", r"podo-?ta[ct]?t(?:il|eis)"),
    Rule("pt.paving.kinds", "tactile_paving", r"pisos? (?:de alerta|direciona(?:l|is)|tatil-direcional)"),
    Rule(
        "pt.paving.on_floor",
        "tactile_paving",
        r"(?:sinalizacao|faixas?) ta[ct]?t(?:il|eis) (?:no|de) (?:piso|chao|solo)",
    ),
)

SIGN: Final = (
    Rule(
        "pt.sign.libras",
        "sign_language",
        r"libras",
        not_before=(
            r"(?:cursos?|aulas?|oficinas?|ensino|aprend\w+|janela|dicionarios?|livros?|videos?|"
            r"formacao|palestras?)(?: \w+)? (?:de|em|sobre)|v"
        ),
        not_in_sentence=r"aplicativo|vlibras|hand talk|site|sitio|qr ?codes?",
    ),
    Rule(
        "pt.sign.language",
        "sign_language",
        r"lingua (?:brasileira )?de sina(?:is|l)",
        not_before=r"(?:cursos?|aulas?|oficinas?|ensino) (?:de|da)",
    ),
)

_LESSONS: Final = r"(?:cursos?|aulas?|oficinas?|ensino) (?:de|em)"
BRAILLE: Final = (Rule("pt.braille.braille", "braille", r"bra[iy]l{1,2}e?s?", not_before=_LESSONS),)

AUDIO: Final = (
    Rule(
        "pt.audio.description",
        "audio",
        r"audio[ -]?des?cri(?:cao|coes)|audio[ -]?descri(?:to|ta)s?",
        not_before=_LESSONS,
    ),
    Rule("pt.audio.guide", "audio", r"audio[ -]?guias?"),
    Rule("pt.audio.book", "audio", r"audio[ -]?livros?|livros? (?:falados?|em audio)"),
    Rule(
        "pt.audio.material",
        "audio",
        (
            r"(?:acervos?|materia(?:l|is)|formatos?|obras|textos?|informac\w+|braill?e)(?: "
            r"[\w,-]+){0,6}? audio(?! e video)"
        ),
    ),
)

_CARS: Final = r"(?:estacionamento|veiculos?|carros?|automove(?:l|is)|garagem)"
PARKING: Final = (
    Rule(
        "pt.parking.bays",
        "reserved_parking",
        (
            rf"vagas? (?:(?:de|para|no|em) {_CARS} )?(?:reservadas?|exclusivas?|preferencia(?:l|"
            r"is)|especia(?:l|is)|demarcadas?)(?! (?:para|a|aos?) idosos?\b(?! e ))"
        ),
        not_in_sentence=(
            r"cursos?|empregos?|trabalho|matriculas?|alun[oa]s?|contratacao|aprendiz\w*|"
            r"inscric\w+|auditorio|plateia|moradia"
        ),
    ),
    Rule(
        "pt.parking.bays_for",
        "reserved_parking",
        rf"vagas? (?:de|para|no|em) {_CARS}(?: \w+)? (?:para|a) {_PEOPLE}",
    ),
    Rule(
        "pt.parking.car_park",
        "reserved_parking",
        (
            r"estacionamento (?:com vagas? )?(?:(?:reservad|exclusiv)[oa]s? )?(?:para|a) "
            rf"{_PEOPLE}|estacionamento {_COPULA}{_ACCESSIBLE}"
        ),
    ),
)

SEAL: Final = (
    Rule(
        "pt.seal.seal",
        "seal",
        r"selos? (?:(?:municipal|estadual|nacional) )?de acessib\w+(?! digital)(?: arquitetonica)?",
    ),
)

RULES: Final = (*ENTRANCE, *INSIDE, *TOILET, *LIFT, *PAVING, *SIGN, *BRAILLE, *AUDIO, *PARKING, *SEAL)
