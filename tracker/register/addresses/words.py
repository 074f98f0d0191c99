"""The words of addresses by country: kinds of streets, titles of people, complements, places around."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Country = Literal["BR", "PE"]


@dataclass(frozen=True, slots=True)
class Words:
    """
    What a country's addresses are made of; every word is folded.

    Parameters
    ----------
    types : mapping
        Full word of each spelling of a kind of street.
    weak_types : frozenset of str
        Kinds that name quarters too: a street only where nothing else is one.
    titles : mapping
        Full word of each spelling of a title or of another word that names shorten.
    needs_stop : frozenset of str
        Short forms that are words too: read as short only before a full stop.
    honours : frozenset of str
        Full words that people leave out when they write a name.
    prepositions : frozenset of str
        Words that comparing passes over.
    states : frozenset of str
        Codes or names of states or regions.
    capitals : frozenset of str
        Municipalities known by name alone.
    quarter : re.Pattern
        The beginning of the name of a quarter.
    complement : re.Pattern
        The beginning of what stands within a building.
    corner : re.Pattern
        The words before the other street of a corner.
    reference : re.Pattern
        The beginning of a landmark.
    """

    types: Mapping[str, str]
    weak_types: frozenset[str]
    titles: Mapping[str, str]
    needs_stop: frozenset[str]
    honours: frozenset[str]
    prepositions: frozenset[str]
    states: frozenset[str]
    capitals: frozenset[str]
    quarter: re.Pattern[str]
    complement: re.Pattern[str]
    corner: re.Pattern[str]
    reference: re.Pattern[str]


def _spellings(table: str) -> dict[str, str]:
    """Read lines of "full word: short forms"; each full word is a spelling of itself."""
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        full, _, short = line.strip().partition(":")
        found[full] = full
        found.update(dict.fromkeys(short.split(), full))
    return found


_TITLES_BOTH: Final = """
general: gen gal gral
almirante: alm almte
major: maj
senador: sen
monsenhor: mons
santa: sta
santo: sto
comandante: cte comte cmte cmdte cdte
presidente: pres pdte
conde: cde
maestro: maest
"""
_TITLES_BR: Final = _spellings(
    _TITLES_BOTH
    + """
doutor: dr dro
doutora: dra
professor: prof profo
professora: profa
coronel: cel
padre: pe
sao: s
capitao: cap
engenheiro: eng engo
engenheira: enga
tenente: ten tte
desembargador: des
reverendo: rev
comendador: com comend comdor
conselheiro: cons
marechal: mal mar
sargento: sgt sarg
soldado: sold
vigario: vig
conego: con
frei: fr
madre: me
dom: d
dona: dna
ministro: min
governador: gov
prefeito: pref
vereador: ver
visconde: visc
barao: bar
marques: marq
brigadeiro: brg brig
deputado: dep
embaixador: emb
arquiteto: arq
jornalista: jorn
senhor: sr
senhora: sra
nossa: n na
junior: jr
duque:
duquesa:
regente:
aviador:
expedicionario: exped
"""
)
_TITLES_PE: Final = _spellings(
    _TITLES_BOTH.replace("monsenhor: mons", "monsenor: mons")
    + """
doctor: dr
doctora: dra
profesor: prof
profesora: profa
coronel: cnel crnl cor
capitan: cap cptan
teniente: tnte tte ten
mariscal: mcal mrcal
ingeniero: ing
arquitecto: arq
san: sn s
senor: sr
senora: sra
nuestra: ntra nta
fray: fr
hermano: hno
hermanos: hnos
sargento: sgto
don:
dona:
padre: p
virrey:
"""
)
# Part of the name itself, not an honour before it.
_NO_HONOUR: Final = frozenset(
    {
        "santa", "santo", "sao", "san", "nossa", "nuestra", "senhor", "senhora", "senor", "senora", "junior",
        "hermano", "hermanos", "regente",
    }
)  # fmt: skip

_STATES_BR: Final = frozenset(
    {
        "ac", "al", "ap", "am", "ba", "ce", "df", "es", "go", "ma", "mt", "ms", "mg", "pa", "pb", "pr",
        "pe", "pi", "rj", "rn", "rs", "ro", "rr", "sc", "sp", "se", "to",
    }
)  # fmt: skip
_CAPITALS_BR: Final = frozenset(
    {
        "sao paulo", "rio de janeiro", "brasilia", "salvador", "fortaleza", "belo horizonte", "manaus",
        "curitiba", "recife", "goiania", "belem", "porto alegre", "sao luis", "maceio", "campo grande",
        "natal", "teresina", "joao pessoa", "aracaju", "cuiaba", "porto velho", "macapa", "florianopolis",
        "rio branco", "boa vista", "vitoria", "palmas",
    }
)  # fmt: skip
_CAPITALS_PE: Final = frozenset(
    {
        "lima", "callao", "arequipa", "cusco", "cuzco", "trujillo", "chiclayo", "piura", "iquitos",
        "huancayo", "tacna", "puno", "ayacucho", "cajamarca", "ica", "huaraz", "huanuco", "pucallpa",
        "tumbes", "moquegua", "abancay", "moyobamba", "chachapoyas", "huancavelica", "cerro de pasco",
        "puerto maldonado",
    }
)  # fmt: skip

BRAZIL: Final = Words(
    types=_spellings(
        """
        rua: r
        avenida: av aven avn
        praca: pca pc prc
        travessa: tv trav
        alameda: al alam
        largo: lgo lg
        estrada: estr est etr
        rodovia: rod
        viaduto: vd viad vto
        ladeira: ld lad
        viela:
        beco: bc
        passagem: psg
        passarela: psl
        ponte: pte
        via:
        marginal:
        acesso:
        servidao:
        calcadao:
        boulevard: blvd bulevar
        escadaria:
        rotatoria:
        caminho:
        esplanada:
        galeria:
        parque: pq pque
        parada: pda
        """.replace("        ", "")
    ),
    weak_types=frozenset({"parque", "parada", "galeria", "caminho", "acesso", "via"}),
    titles=_TITLES_BR,
    needs_stop=frozenset({"mar", "bar", "ver", "com", "con", "des", "min", "sen", "na", "mal", "cor", "me"}),
    honours=frozenset(_TITLES_BR.values()) - _NO_HONOUR,
    prepositions=frozenset({"de", "da", "do", "das", "dos", "e", "del", "di"}),
    states=_STATES_BR,
    capitals=_CAPITALS_BR,
    quarter=re.compile(
        r"(?:(?:bairro|jd|jardim|jardins|jrd|vila|villa|vl|parque|pq|pque|cidade|cid|cohab|chacara|recanto|balneario|"
        r"sitio|fazenda|gleba|centro|residencial|nucleo|loteamento|parada|distrito)(?![a-z])|alto\s+d|"
        r"(?:conj|conjunto|cj)(?![a-z])\.?\s*(?:hab|res|promorar|[a-z]{4,}))"
    ),
    complement=re.compile(
        r"(?:\d+\s*[oa]?\.?\s*(?:e\s*\d+\s*[oa]?\s*)?(?:and(?:ar)?|pav(?:imento)?|subsolo)\b|\d{1,3}o$|andar\b|"
        r"salas?\b|sl\b|c(?:on)?j(?:unto)?s?\.?\s*(?:n?o?\.?\s*)?\d|bl(?:oco)?\b|ap(?:to?|artamento)?\.?\s*\d|"
        r"casa(?:\s*\d+|\s?[a-z])?$|loja|lj\b|torre\b|terreo\b|subsolo\b|portao|terminal\b|ed(?:f|if|ificio)?\b|"
        r"fundos|box\b|galpao|quadra\b|qd\b|lote\b|lt\b|ala\b|anexo|mezanino|sobreloja|entrada\b|predio|"
        r"desembarque|/\s*\d)"
    ),
    corner=re.compile(
        r"(?:^|(?<=[\s.,|(]))(?:esq(?:uina)?\b\.?\s*(?:com\b|c/|da\b|de\b|das?\b)?|cruzamento\s+com|"
        r"(?:x|com|c/|e)(?=\s*(?:a\s+|o\s+)?(?:rua|avenida|av|r|praca|pca|travessa|tv|alameda|al|largo|estrada|estr)"
        r"[\s.:]))\s*(?:(?:a|o)\s+(?=[a-z]))?"
    ),
    reference=re.compile(
        r"\b(?:prox(?:imo|\.)?(?:\s*(?:ao?s?|da|do|de))?\b|(?:em\s+)?frente\s+(?:ao?s?|da|do)\b|ao\s+lado\s+d[aoe]\b|"
        r"perto\s+d[aoe]\b|(?:na\s+)?altura\s+d[aoe]\b|atras\s+d[aoe]\b|ref(?:erencia)?\s*[.:]|"
        r"ponto\s+de\s+referencia\b)"
    ),
)

PERU: Final = Words(
    types=_spellings(
        """
        avenida: av avda
        jiron: jr jir
        calle: ca cal cl clle
        pasaje: psje pje psj pj pasj
        malecon: mlc
        ovalo: ov
        prolongacion: prol prolg prolong
        carretera: carr ctra
        autopista: aut
        alameda: al alam
        plaza: pza plz
        plazuela:
        parque: pq pqe
        puente: pte
        camino:
        via:
        bajada: baj
        boulevard: blvd bulevar
        paseo:
        """.replace("        ", "")
    ),
    weak_types=frozenset({"parque", "puente", "via", "camino", "paseo"}),
    titles=_TITLES_PE,
    needs_stop=frozenset({"cor", "sen", "com", "p", "ing"}),
    honours=frozenset(_TITLES_PE.values()) - _NO_HONOUR,
    prepositions=frozenset({"de", "del", "y", "e"}),
    states=frozenset({"peru"}),
    capitals=_CAPITALS_PE,
    quarter=re.compile(
        r"(?:urb(?:anizacion)?\b|a\.?\s?a\.?\s?\.?h\.?\s?h\b|a\.\s?h\.|asentamiento\s+humano|pueblo\s+joven|"
        r"pp\.?\s?jj\b|p\.\s?j\.|coop(?:erativa)?\b|asoc(?:iacion)?\b|residencial\b|conj(?:unto)?\.?\s+hab|"
        r"unidad\s+vecinal|u\.\s?v\.|sector\b|zona\b|\d+\s?[aod]+\.?\s+etapa|etapa\b)"
    ),
    complement=re.compile(
        r"(?:\d+\s*(?:er|do|to|mo|vo|no|o)?\.?\s*piso\b|piso\b|dpto\b|dep(?:to|artamento)?\b|int(?:erior)?\b|"
        r"of(?:i(?:cina)?)?\b|block\b|bloque\b|torre\b|tienda|tda\b|stand\b|edif(?:icio)?\b|ed\b|local\b|"
        r"sotano|puerta\b|puesto\b|terminal\b|c\.?\s?c\.|centro\s+comercial|/\s*\d)"
    ),
    corner=re.compile(
        r"(?:^|(?<=[\s.,|(]))(?:esq(?:uina)?\b\.?\s*(?:con\b|c/|de\b|del\b)?|cruce\s+(?:con|de)|"
        r"(?:x|con|c/|y|e)(?=\s*(?:el\s+|la\s+)?(?:avenida|av|avda|jr|jiron|calle|ca|psje|pje|pasaje|malecon|ovalo|"
        r"plaza|pza|puente|alameda|prol|prolongacion|carretera)[\s.:])|con(?=\s+[a-z]{3,}\s+[a-z]))"
        r"\s*(?:(?:el|la)\s+(?=[a-z]))?"
    ),
    reference=re.compile(
        r"\b(?:frente\s+(?:al?|a\s+la)\b|cerca\s+(?:al?|del?)\b|al\s+(?:costado|lado)\s+del?\b|a\s+espaldas\s+del?\b|"
        r"(?:a\s+la\s+)?alt(?:ura|\.)\s*(?:del?)?\b|detras\s+del?\b|ref(?:erencia)?\s*[.:]|paradero\b)"
    ),
)

WORDS: Final[Mapping[Country, Words]] = {"BR": BRAZIL, "PE": PERU}
