"""Words of Brazilian Portuguese that assert, deny or cloud what a note says of the things around them."""

from __future__ import annotations

from typing import Final

from tracker.register.prose.rules import Cues

_VERBS: Final = (
    r"ha|possui|possuem|possuimos|tem|temos|contam?(?: \w+)? com|contamos com|dispoem? de|"
    r"dispomos de|disponibilizam?|"
    r"oferecem?|oferecemos|existem?|apresentam?|equipad[oa]s? com|dotad[oa]s? de"
)
_INFINITIVES: Final = r"ter|possuir|haver|oferecer|dispor de|contar com|disponibilizar"

CUES: Final = Cues(
    has=rf"{_VERBS}|{_INFINITIVES}|oferecendo|possuindo|contando com",
    lacks=(
        rf"nao (?:se )?(?:{_VERBS}|{_INFINITIVES})|nenhuma?|faltam?|falta de|ausencia de|"
        r"inexistencia de|carecem? de|"
        r"inexistem?|zero|0|desprovid[oa]s? de"
    ),
    without=r"sem",
    with_=r"com",
    not_=r"nao|nunca|jamais",
    harmless_not=r"nao (?:so|apenas|somente|obstante)",
    excepting=r"exceto|salvo|menos|com excecao d[aeo]s?|a excecao d[aeo]s?",
    lacking_after=(
        r"inexistentes?|ausentes?|indisponive(?:l|is)|nao (?:ha|possui|possuem|tem|existem?|"
        r"disponive(?:l|is)|"
        r"disponibilizad[oa]s?|instalad[oa]s?)"
    ),
    told_yes=r"sim|s|ok",
    told_no=r"nao|n|nenhum",
    doubt=(
        (
            "planned",
            (
                r"em (?:reforma|obras?|construcao|implantacao|instalacao|projeto|andamento|estudo|"
                r"licitacao|breve|fase \w+)|"
                r"previst\w*|previsao|sera|serao|vai (?:ter|ser|receber|ganhar)|vao (?:ter|ser|"
                r"receber)|futur\w*|planej\w*|"
                r"projetos? (?:de|para)|pretend\w*|aguard\w*|programad\w*|a ser(?:em)?|"
                r"em processo de|podera\w*|"
                r"possibilidade|podem? haver|a partir de|tera|terao|havera|recebera|contara|instalara\w*"
            ),
        ),
        (
            "partial",
            (
                r"parcia\w*|eventua\w*|ocasiona\w*|esporadic\w*|as vezes|algum(?:as?)?|alguns|apenas|"
                r"somente|so|unicamente|"
                r"exclusivamente|agend\w*|sob (?:demanda|consulta|pedido)|mediante (?:\w+ )?(?:agend|"
                r"solicit|pedido)\w*|quando|caso|"
                r"se (?:houver|necessario|solicitad\w*|preciso)|(?:para|em|nos|durante) (?:os "
                r")?(?:eventos?|espetaculos?|cultos?)|"
                r"nem tod[oa]s?|a maioria|maior parte|parte d[aeo]s?|dificil|dificuldades?|precari\w*|"
                r"limitad\w*|insuficientes?|"
                r"inadequad\w*|improvisad\w*|fora d[aeo]s? (?:normas?|padrao|padroes)|irregular\w*|"
                r"auxilio|ajuda|quase"
            ),
        ),
        (
            "past",
            (
                r"havia|tinham?|possuia|existia|antigamente|ja (?:teve|houve)|removid\w*|retirad\w*|"
                r"extint\w*"
            ),
        ),
        (
            "needed",
            (
                r"precisa\w*|necessit\w*|necessidade|necessari\w*|dev(?:e|em|eria|eriam)|solicit\w*|"
                r"reivindic\w*|pedidos?|"
                r"ideal seria|recomend\w*|suger\w*|sugest\w*|proposta"
            ),
        ),
        (
            "broken",
            (
                r"quebrad\w*|manutencao|fora de (?:servico|uso|operacao|funcionamento)|desativad\w*|"
                r"interditad\w*|desligad\w*|"
                r"nao (?:esta )?funciona\w*|inoperantes?|parad[oa]s?|danificad\w*|bloquead\w*|"
                r"obstruid\w*|trancad\w*|"
                r"fechad[oa]s? (?:para|por)|vencid\w*|expirad\w*|suspens[oa]s?|cassad\w*|"
                r"renovacao|com defeito"
            ),
        ),
        (
            "elsewhere",
            (
                r"vizinh\w*|estac(?:ao|oes)|terminal|do outro lado|predio ao lado|proxim[oa]s? (?:ao|"
                r"a|do|da)|proximidades"
            ),
        ),
        (
            "uncertain",
            (
                r"(?:nao (?:ha|temos|possui|foi|foram)|sem|falta de) informac\w*|nao (?:se )?sab\w+|"
                r"nao informad\w*|desconhec\w*|"
                r"talvez|parecem?|provavel\w*|duvidas?|verificar|a confirmar|confirmar|consult(?:e|"
                r"ar)|dizem|consta"
            ),
        ),
    ),
    contrast=(
        r"mas|porem|contudo|todavia|entretanto|no entanto|enquanto|embora|alem de|apesar de|"
        r"pois|porque|ja que|ja"
    ),
    joined=r"e|ou|nem",
    either=r"ou|nem|tampouco",
    articles=r"o|a|os|as",
    is_=r"eh|sao|esta|estao",
    starters=r"entradas?|acesso|elevador|banheiros?|tel|telefones?|horario|funcionamento",
    adverbs=(
        r"tambem|ainda|atualmente|hoje|eventualmente|ocasionalmente|futuramente|em breve|as "
        r"vezes|somente|apenas|agora|la"
    ),
)
