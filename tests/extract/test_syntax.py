from __future__ import annotations

from corrobora.extract.syntax import Sentence, Token, once_a_word


def _sentence() -> Sentence:
    """Rebels were killed in Gao by troops in May."""
    rows = [
        ("Rebels", "NOUN", "nsubj:pass", 2), ("were", "AUX", "aux:pass", 2),
        ("killed", "VERB", "root", 2), ("in", "ADP", "case", 4), ("Gao", "PROPN", "obl", 2),
        ("by", "ADP", "case", 6), ("troops", "NOUN", "obl:agent", 2), ("in", "ADP", "case", 8),
        ("May", "PROPN", "obl", 2),
    ]  # fmt: skip
    tokens = []
    start = 0
    for i, (text, pos, dep, head) in enumerate(rows):
        tokens.append(Token(i, start, start + len(text), text, text.lower(), pos, dep, head, ""))
        start += len(text) + 1
    return Sentence(tokens)


def _texts(tokens: object) -> list[str]:
    assert isinstance(tokens, list | tuple)
    return [t.text for t in tokens]


def test_children_come_in_order_by_label_and_its_main_part() -> None:
    sentence = _sentence()
    verb = sentence.root
    assert _texts(sentence.children(verb)) == ["Rebels", "were", "Gao", "troops", "May"]
    assert _texts(sentence.children(verb, "obl")) == ["Gao", "troops", "May"]
    assert _texts(sentence.children(verb, "obl:agent")) == ["troops"]
    assert _texts(sentence.children(verb, "obl:agent", "nsubj", "obl")) == [
        "Rebels", "Gao", "troops", "May",
    ]  # fmt: skip
    assert _texts(sentence.children(verb, "obj")) == []
    assert _texts(sentence.children(sentence.tokens[3])) == []
    child = sentence.child(verb, "obl", "nsubj:pass")
    assert child is not None
    assert child.text == "Rebels"


def test_a_subtree_leaves_out_what_it_is_told_to() -> None:
    sentence = _sentence()
    assert len(sentence.subtree(sentence.root)) == 9
    assert _texts(sentence.subtree(sentence.root, without=[4, 6])) == [
        "Rebels", "were", "killed", "in", "May",
    ]  # fmt: skip


def test_what_is_read_off_a_word_is_read_once_a_sentence() -> None:
    asked: list[int] = []

    @once_a_word
    def shout(sentence: Sentence, token: Token) -> str:
        asked.append(token.i)
        return token.text.upper()

    one, other = _sentence(), _sentence()
    assert [shout(one, one.tokens[0]) for _ in range(3)] == ["REBELS"] * 3
    assert shout(one, one.tokens[4]) == "GAO"
    assert asked == [0, 4]
    assert shout(other, other.tokens[0]) == "REBELS"
    assert asked == [0, 4, 0]
