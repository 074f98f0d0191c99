"""Words of Spanish that assert, deny or cloud what a note says of the things around them."""

from __future__ import annotations

from typing import Final

from tracker.register.prose.rules import Cues

_VERBS: Final = (
    r"hay|tiene|tienen|tenemos|cuentan? con|contamos con|disponen? de|disponemos de|"
    r"poseen?|ofrecen?|ofrecemos|existen?|"
    r"presentan?|equipad[oa]s? con|dotad[oa]s? de|brindan?"
)
_INFINITIVES: Final = r"tener|contar con|haber|ofrecer|disponer de"

CUES: Final = Cues(
    has=rf"{_VERBS}|{_INFINITIVES}|ofreciendo|contando con",
    lacks=(
        rf"no (?:se )?(?:{_VERBS}|{_INFINITIVES})|ningun[oa]?s?|faltan?|falta de|ausencia de|"
        r"inexistencia de|carecen? de|cero|0|desprovist[oa]s? de"
    ),
    without=r"sin",
    with_=r"con",
    not_=r"no|nunca|jamas",
    harmless_not=r"no (?:solo|solamente|obstante)",
    excepting=r"excepto|salvo|menos|con excepcion de(?:l| la)?|a excepcion de(?:l| la)?",
    lacking_after=r"inexistentes?|ausentes?|no (?:hay|tiene|existen?|disponibles?|cuenta)",
    told_yes=r"si|s",
    told_no=r"no|n|ningun[oa]?",
    doubt=(
        (
            "planned",
            (
                r"en (?:remodelacion|reforma|obras?|construccion|implementacion|instalacion|proyecto|"
                r"proceso|estudio|licitacion|breve|fase \w+)|"
                r"previst\w*|prevision|preve|sera|seran|va a (?:tener|ser|haber|contar)|van a "
                r"(?:tener|ser|haber|contar)|futur\w*|planific\w*|planea\w*|"
                r"proyectos? (?:de|para)|pretende\w*|proximamente|pronto|por (?:instalar|construir|"
                r"implementar)|podra\w*|posibilidad|a partir de|"
                r"se (?:instalar|construir|implementar|habilitar|colocar|ofrecer)a\w*|tendra\w*|habra|"
                r"contara\w*|instalara\w*"
            ),
        ),
        (
            "partial",
            (
                r"parcia\w*|eventual\w*|ocasional\w*|esporadic\w*|a veces|algun(?:as?|os)?|solo|"
                r"solamente|unicamente|exclusivamente|"
                r"previa (?:cita|coordinacion|reserva|solicitud)|previo aviso|bajo (?:pedido|demanda|"
                r"solicitud)|cuando|en caso|si (?:se|hay)|con cita|"
                r"(?:para|en|durante) (?:los )?(?:eventos?|espectaculos?)|no tod[oa]s|la mayoria|"
                r"parte de|dificil|dificultad(?:es)?|precari\w*|limitad\w*|"
                r"insuficientes?|inadecuad\w*|improvisad\w*|fuera de norma|ayuda|asistencia|casi"
            ),
        ),
        ("past", r"habia|tenia|contaba|existia|antes|antiguamente|retirad\w*|eliminad\w*"),
        (
            "needed",
            (
                r"necesita\w*|necesidad|necesari\w*|deb(?:e|en|eria|erian)|solicit\w*|requiere\w*|"
                r"recom[ie]{1,2}nd\w*|sugier\w*|propuesta|ojala"
            ),
        ),
        (
            "broken",
            (
                r"malogr\w*|averiad\w*|mantenimiento|fuera de (?:servicio|uso)|desactivad\w*|"
                r"clausurad\w*|inoperativ\w*|inoperante|no (?:esta )?funciona\w*|"
                r"rot[oa]s?|danad\w*|bloquead\w*|obstruid\w*|cerrad[oa]s? (?:por|para)|vencid\w*|"
                r"caduc\w*|suspendid\w*|renovacion|parad[oa]s?"
            ),
        ),
        (
            "elsewhere",
            (
                r"vecin\w*|estac(?:ion|iones)|terminal|al otro lado|edificio de al lado|"
                r"cerca(?:n\w+)?|proxim[oa]s? a(?:l| la)?"
            ),
        ),
        (
            "uncertain",
            (
                r"(?:no (?:hay|tenemos|tiene|cuenta con)|sin|falta de) informac\w*|no se sabe|se "
                r"desconoce|desconoc\w*|quizas?|tal vez|parecen?|"
                r"probable\w*|dudas?|verificar|por confirmar|confirmar|consult(?:e|ar)|dicen"
            ),
        ),
    ),
    contrast=r"pero|sin embargo|aunque|mientras|ademas de|a pesar de|pues|porque|ya que|mas no|sino",
    joined=r"y|e|o|ni",
    either=r"ni|o|u|tampoco",
    articles=r"el|la|los|las",
    is_=r"es|son|esta|estan",
    adverbs=r"tambien|aun|actualmente|hoy|eventualmente|ocasionalmente|proximamente|a veces|solo|ahora|alli",
    starters=r"entrada|ingreso|acceso|ascensor|banos?|telefonos?|horario",
)
