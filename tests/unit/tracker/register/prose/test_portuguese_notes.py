"""Short Portuguese notes of our own and the facts that a careful reader would take from each."""

from __future__ import annotations

import pytest

from tracker.register.prose.proposals import propose, rule_names

SHORT = {
    "entrance": "step_free_entrance",
    "inside": "route_inside",
    "toilet": "adapted_toilet",
    "lift": "lift",
    "paving": "tactile_paving",
    "sign": "sign_language",
    "braille": "braille",
    "audio": "audio",
    "parking": "reserved_parking",
    "seal": "seal",
}

STATED = [
    ("A escola tem elevador.", "lift"),
    ("Elevador", "lift"),
    ("Há dois elevadores novos no bloco B", "lift"),
    ("O posto conta com plataforma elevatória entre os andares", "lift"),
    ("Elevador panorâmico com botões baixos", "lift"),
    ("Ficamos no quarto andar; subir de elevador", "lift"),
    ("Dispomos de banheiro adaptado.", "toilet"),
    ("Sanitário acessível no saguão", "toilet"),
    ("Os sanitários do primeiro pavimento são acessíveis", "toilet"),
    ("Os banheiros são adaptados", "toilet"),
    ("Banheiro masculino e feminino adaptados", "toilet"),
    ("WC para cadeirantes", "toilet"),
    ("Banheiro para pessoas com deficiência", "toilet"),
    ("Lavabo unissex acessível", "toilet"),
    ("Banheiros e vestiários acessíveis", "toilet"),
    ("Toalete adaptado segundo a norma", "toilet"),
    ("Piso podotátil em toda a recepção", "paving"),
    ("Piso tátil da porta ao balcão", "paving"),
    ("Pisos táteis e piso de alerta", "paving"),
    ("Sinalização tátil no piso", "paving"),
    ("Piso direcional até a bilheteria", "paving"),
    ("Intérprete de Libras todos os dias", "sign"),
    ("Recepcionista fluente em Libras", "sign"),
    ("Atendimento na Língua Brasileira de Sinais", "sign"),
    ("Equipe com formação para atender em Libras", "sign"),
    ("Cardápio em braille", "braille"),
    ("Placas em Braile nas portas", "braille"),
    ("Sessões com audiodescrição", "audio"),
    ("Empréstimo de audiolivros", "audio"),
    ("Audioguia gratuito em três línguas", "audio"),
    ("Áudio-descrição nas peças", "audio"),
    ("Catálogo em braile e áudio", "braille audio"),
    ("Vaga reservada em frente ao prédio", "parking"),
    ("Estacionamento com vagas reservadas", "parking"),
    ("Três vagas de estacionamento para pessoas com deficiência", "parking"),
    ("Vagas exclusivas para cadeirantes", "parking"),
    ("Estacionamento para PCD", "parking"),
    ("Recebeu o Selo de Acessibilidade", "seal"),
    ("Selo Municipal de Acessibilidade", "seal"),
    ("Entrada acessível pela rua de trás", "entrance"),
    ("A entrada principal é acessível", "entrance"),
    ("Entrada sem degraus", "entrance"),
    ("Entrada em nível", "entrance"),
    ("Acesso ao nível da calçada", "entrance"),
    ("Rampa na entrada", "entrance"),
    ("Acesso por rampa", "entrance"),
    ("Entrada principal com rampa", "entrance"),
    ("Rampa de acesso com corrimão", "entrance"),
    ("Acesso para cadeirantes", "entrance"),
    ("Não há degraus na entrada", "entrance"),
    ("Acesso adaptado desde a calçada", "entrance"),
    ("Rotas de acesso às salas", "inside"),
    ("Corredores acessíveis", "inside"),
    ("Rota interna acessível", "inside"),
    ("O cadeirante entra e há autonomia de circulação para cadeirantes", "inside"),
    ("Um guia acompanha a circulação de cadeirantes com autonomia", "inside"),
    ("Mesa para cadeirantes, autonomia de circulação nos ambientes", "inside"),
    ("Portas de entrada livres de barreiras", "entrance"),
    ("Plataforma externa junto ao portão", "entrance"),
    ("Trilha podotátil até o caixa", "paving"),
    # a value behind a colon, as in forms
    ("Elevador: sim", "lift"),
    ("Banheiro adaptado - sim", "toilet"),
    ("Elevador? Sim", "lift"),
    ("(x) elevador", "lift"),
]

DENIED = [
    ("Não há elevador", "lift=no"),
    ("Sem elevador.", "lift=no"),
    ("O prédio não possui elevador nem banheiro adaptado", "lift=no toilet=no"),
    ("Nenhum banheiro adaptado", "toilet=no"),
    ("Não tem piso tátil", "paving=no"),
    ("Banheiro não adaptado", "toilet=no"),
    ("Os banheiros não são acessíveis", "toilet=no"),
    ("A entrada não é acessível", "entrance=no"),
    ("Entrada não acessível", "entrance=no"),
    ("Entrada com escada", "entrance=no"),
    ("Degrau na entrada", "entrance=no"),
    ("O acesso é feito por escadas", "entrance=no"),
    ("Não oferece intérprete de Libras", "sign=no"),
    ("Não dispõe de vagas reservadas", "parking=no"),
    ("Não possui selo de acessibilidade", "seal=no"),
    ("Elevador: não", "lift=no"),
    ("Elevador inexistente", "lift=no"),
    ("Piso tátil: não há", "paving=no"),
    ("Falta elevador", "lift=no"),
    ("Não há rampas, banheiro adaptado e piso tátil", "toilet=no paving=no"),
    ("Não há elevador, sanitário acessível ou piso tátil", "lift=no toilet=no paving=no"),
    ("Não conta com elevador, pois é térreo", "lift=no"),
    ("Acesso aos andares somente por escada", "lift=no"),
    ("0 banheiros adaptados", "toilet=no"),
    ("Não há material em braille", "braille=no"),
    ("Ainda não tem audiodescrição", "audio=no"),
]

SEVERAL = [
    ("Rampas, banheiro adaptado e piso tátil", "toilet paving"),
    ("Possui elevador, piso tátil, braille e intérprete de Libras", "lift paving braille sign"),
    ("Tem elevador, mas não tem banheiro adaptado", "lift toilet=no"),
    ("Não tem elevador, mas tem rampa na entrada", "lift=no entrance"),
    ("Não há elevador e o banheiro é adaptado", "lift=no toilet"),
    ("Sem elevador, com banheiro adaptado", "lift=no toilet"),
    ("Entrada acessível. Não há piso tátil. Banheiro adaptado.", "entrance paving=no toilet"),
    ("Entrada acessível\nSem piso tátil\nBanheiro adaptado", "entrance paving=no toilet"),
    ("Tudo acessível, exceto elevador", "lift=no"),
    ("Possui piso tátil; elevador em manutenção; banheiro adaptado", "paving toilet"),
    ("Oferece braille, além de oferecer, eventualmente, audiodescrição", "braille"),
    ("Não só elevador como também piso tátil", "lift paving"),
    ("A sala é pequena, o elevador atende todos os andares", "lift"),
    ("Aberto até as 18h Possui elevador e conta com piso tátil", "lift paving"),
    ("Pisos e mapas táteis, elevador", "paving lift"),
    ("Das 9h às 12h (exceto feriados) há elevador", "lift"),
    ("Banheiro adaptado (sem barras) e elevador", "toilet lift"),
    ("Autonomia parcial de circulação nos ambientes, piso tátil e braille", "paving braille"),
    ("Rotas às salas e elevador", "inside lift"),
    ("Não possui elevador, porém a entrada é acessível e há banheiro adaptado", "lift=no entrance toilet"),
]

NOT_CLEAR = [
    "Elevador em reforma",
    "Banheiro adaptado em construção",
    "Será instalado um elevador",
    "Está prevista a instalação de piso tátil",
    "Em breve teremos intérprete de Libras",
    "Projeto de rampa na entrada",
    "O elevador vai ser trocado; aguardamos",
    "A partir de março haverá audiodescrição",
    "Acessibilidade parcial",
    "Local acessível",
    "Banheiro parcialmente adaptado",
    "Alguns banheiros adaptados",
    "Nem todos os banheiros são adaptados",
    "Apenas o auditório tem piso tátil",
    "Eventualmente, intérprete de Libras",
    "Intérprete de Libras mediante agendamento",
    "Libras para eventos",
    "Banheiros adaptados, exceto no segundo andar",
    "Tem elevador?",
    "Há banheiro adaptado ou piso tátil?",
    "Não sabemos se tem elevador",
    "Não há informação sobre elevador",
    "Verificar se a entrada é acessível",
    "Elevador quebrado",
    "O elevador não funciona",
    "Elevador fora de serviço",
    "Precisa de elevador",
    "A unidade deveria ter piso tátil",
    "Moradores solicitam vaga reservada",
    "Antigamente havia elevador",
    "Piso tátil retirado",
    "O prédio vizinho tem elevador",
    "A estação mais próxima tem elevador e piso tátil",
    "Elevador de carga",
    "Curso de Libras às terças",
    "Aulas de braille",
    "Oficina de Libras",
    "Selo de acessibilidade digital",
    "Selo de acessibilidade vencido",
    "Vagas reservadas no curso de costura",
    "Prédio térreo",
    "Fica no térreo, perto da escada",
    "Escada com corrimão dos dois lados",
    "Rampa de acesso ao palco",
    "Não há rampa na entrada",
    "Rampas internas",
    "Banheiros limpos",
    "Não possui banheiro",
    "Vestiário acessível",
    "Quadra acessível e arquibancada coberta",
    "O elevador avisa os andares? Não sabemos",
    "Não há elevador acessível no bloco A, mas há elevador no bloco B",
    "( ) elevador",
    "Não é verdade que falta elevador",
    "Consulte sobre intérprete de Libras",
    "Um QR Code abre o vídeo em Libras",
    "Banheiros adaptados (exceto no anexo)",
    "Percurso tátil pelas esculturas",
    "Elevadores novos previstos para 2031",
    "Se houver procura, intérprete de Libras",
    "Acesso com ajuda de funcionário, entrada acessível",
    "www.banheiro-adaptado.example e contato@elevador.example",
    "Telefone 5555-0000, segunda a sexta",
    "",
]

SPELLED = [
    ("BANHEIRO ADAPTADO E ELEVADOR", "toilet lift"),
    ("NAO POSSUI ELEVADOR", "lift=no"),
    ("sanitario acessivel, piso tatil e audiodescricao", "toilet paving audio"),
    ("Banheiro acessivél", "toilet"),
    ("banhero adaptado", "toilet"),
    ("entrada acesivel", "entrance"),
    ("entrada e acessivel", "entrance"),
    ("brayle e braile", "braille"),
    ("Elevador  e\tpiso\u00a0tátil", "lift paving"),
    ("NÃO POSSUI\nELEVADOR", "lift=no"),
    ("não possui\nelevador nem\npiso tátil", "lift=no paving=no"),
    ("La\u0301 ha\u0301 piso ta\u0301til", "paving"),
    ("Elevadôr", "lift"),
    ("vaga RESERVADA p/ deficientes", "parking"),
    ("INTERPRETE DE LIBRAS", "sign"),
    ("Elevador\u200b social", "lift"),
]


def expected(words: str) -> dict[str, str]:
    """Read "lift toilet=no" as facts."""
    pairs = (word.partition("=") for word in words.split())
    return {SHORT[kind]: answer or "yes" for kind, _, answer in pairs}


@pytest.mark.parametrize(("note", "facts"), [*STATED, *DENIED, *SEVERAL, *SPELLED])
def test_a_portuguese_note_proposes_what_it_states(note: str, facts: str) -> None:
    assert {p.kind: p.answer for p in propose(note, language="pt-BR")} == expected(facts)


@pytest.mark.parametrize("note", NOT_CLEAR)
def test_a_portuguese_note_that_does_not_say_so_plainly_proposes_nothing(note: str) -> None:
    assert propose(note, language="pt-BR") == ()


def test_every_rule_that_proposes_is_the_reason_of_some_case() -> None:
    used = {
        p.rule for note, _ in [*STATED, *DENIED, *SEVERAL, *SPELLED] for p in propose(note, language="pt-BR")
    }
    silent = {
        name for name in rule_names("pt-BR") if ".inside.partial" in name or name.endswith(".by_stairs")
    }
    assert set(rule_names("pt-BR")) - used - silent == set()
