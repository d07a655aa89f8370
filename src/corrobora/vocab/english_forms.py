"""Inflected forms of English words, in British and American spelling."""

from __future__ import annotations

import re
from functools import cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# base: past and participles (besides -s and -ing, which are regular)
_IRREGULAR = """
abide abode abided | arise arose arisen | awake awoke awoken | be was were been | bear bore borne
born | beat beaten | become became | begin began begun | bend bent | bet bet | bid bid bade bidden
| bind bound | bite bit bitten | bleed bled | blow blew blown | break broke broken | breed bred |
bring brought | broadcast broadcasted | build built | burn burned burnt | burst burst | buy bought
| cast cast | catch caught | choose chose chosen | cling clung | come came | cost cost | creep
crept | cut cut | deal dealt | dig dug | do did done | draw drew drawn | dream dreamt dreamed |
drink drank drunk | drive drove driven | dwell dwelt | eat ate eaten | fall fell fallen | feed fed
| feel felt | fight fought | find found | flee fled | fling flung | fly flew flown | forbid
forbade forbidden | forecast forecasted | foresee foresaw foreseen | forget forgot forgotten |
forgive forgave forgiven | forgo forwent forgone | forsake forsook forsaken | freeze froze frozen
| get got gotten | give gave given | go went gone | grind ground | grow grew grown | hang hung
hanged | have had | hear heard | hide hid hidden | hit hit | hold held | hurt hurt | keep kept |
kneel knelt | know knew known | lay laid | lead led | leap leapt leaped | learn learned learnt |
leave left | lend lent | let let | lie lay lain | light lit lighted | lose lost | make made | mean
meant | meet met | mislead misled | mistake mistook mistaken | misunderstand misunderstood | outdo
outdid outdone | overcome overcame | overhear overheard | override overrode overridden | overrun
overran | oversee oversaw overseen | overtake overtook overtaken | overthrow overthrew overthrown
| pay paid | plead pleaded pled | prove proved proven | put put | quit quit | read read | rebuild
rebuilt | redo redid redone | rend rent | rescind rescinded | resell resold | ride rode ridden |
ring rang rung | rise rose risen | run ran | saw sawed sawn | say said | see saw seen | seek
sought | sell sold | send sent | set set | shake shook shaken | shed shed | shine shone | shoot
shot | show showed shown | shrink shrank shrunk | shut shut | sing sang sung | sink sank sunk
sunken | sit sat | slay slew slain | sleep slept | slide slid | slit slit | sow sowed sown | speak
spoke spoken | speed sped | spend spent | spill spilled spilt | spin spun | split split | spread
spread | spring sprang sprung | stand stood | steal stole stolen | stick stuck | sting stung |
stride strode | strike struck stricken | strive strove striven | swear swore sworn | sweep swept |
swell swelled swollen | swim swam swum | swing swung | take took taken | teach taught | tear tore
torn | tell told | think thought | throw threw thrown | thrust thrust | tread trod trodden |
undergo underwent undergone | understand understood | undertake undertook undertaken | undo undid
undone | uphold upheld | upset upset | wage waged | wake woke woken | wear wore worn | weave wove
woven | weep wept | win won | wind wound | withdraw withdrew withdrawn | withhold withheld |
withstand withstood | wring wrung | write wrote written | rewrite rewrote rewritten | outlaw
outlawed | retake retook retaken | remake remade | resit resat | behead beheaded | forego forewent
foregone | oversleep overslept | repay repaid | prepay prepaid | partake partook partaken | offset
offset | beset beset | unfreeze unfroze unfrozen
"""
_IRREGULAR_PAST: dict[str, tuple[str, ...]] = {
    words[0]: tuple(words[1:]) for row in _IRREGULAR.split("|") if (words := row.split())
}
# verbs stressed on the last syllable (or doubled by custom) that double their last consonant
PAST_TENSES = frozenset(forms[0] for forms in _IRREGULAR_PAST.values()) - frozenset(_IRREGULAR_PAST)
"""Past tenses of irregular verbs that are no present tense as well ("struck", not "hit")."""
LIKE_THE_PAST = frozenset(base for base, forms in _IRREGULAR_PAST.items() if base in forms)
"""Verbs whose past tense is like their base ("hit"): their present of one person ends in -s."""
IRREGULAR_PASTS = frozenset(form for forms in _IRREGULAR_PAST.values() for form in forms)
"""Past tenses and participles that do not end in -ed ("shot", "led")."""
_DOUBLING = _set(
    """abet airdrop air-drop acquit admit allot annul begin combat commit compel concur confer
    control defer
    deter dispel embed emit equip excel expel extol forbid forget format handicap impel incur
    infer input instil intermit kidnap occur omit outrun outwit overrun patrol permit prefer program
    propel re-equip rebel rebut recommit recur refer regret remit repel resubmit submit transfer
    transmit transship unplug upset worship zigzag overlap refit outfit befit abhor demur aver inter
   """
)
# verbs in unstressed -l (and some others) that double it in British spelling only
_BRITISH_DOUBLING = _set(
    """cancel channel counsel cudgel dial duel enrol fuel fulfil initial label level marshal
    model panel pedal pummel quarrel refuel rival shovel signal snorkel stencil total
    travel tunnel unravel victual yodel bevel focus bias benefit target program trial"""
)
_NO_DOUBLING_ENDINGS = ("w", "x", "y", "h")
_VOWELS = "aeiou"
_SPELLINGS = (
    ("defense", "defence"), ("offense", "offence"), ("pretense", "pretence"),
    ("license", "licence"), ("center", "centre"), ("meter", "metre"), ("theater", "theatre"),
    ("saber", "sabre"), ("caliber", "calibre"), ("specter", "spectre"), ("program", "programme"),
    ("labor", "labour"), ("harbor", "harbour"), ("favor", "favour"), ("honor", "honour"),
    ("color", "colour"), ("neighbor", "neighbour"), ("behavior", "behaviour"), ("rumor", "rumour"),
    ("armor", "armour"), ("endeavor", "endeavour"), ("humor", "humour"), ("vigor", "vigour"),
    ("demeanor", "demeanour"), ("savior", "saviour"), ("parlor", "parlour"),
    ("analyze", "analyse"), ("paralyze", "paralyse"), ("catalyze", "catalyse"),
    ("maneuver", "manoeuvre"), ("airplane", "aeroplane"), ("plow", "plough"),
    ("skeptic", "sceptic"), ("traveler", "traveller"), ("counselor", "counsellor"),
    ("councilor", "councillor"), ("enroll", "enrol"), ("fulfill", "fulfil"), ("instill", "instil"),
    ("jail", "gaol"), ("judgment", "judgement"), ("acknowledgment", "acknowledgement"),
    ("dialog", "dialogue"), ("gray", "grey"), ("artifact", "artefact"), ("check", "cheque"),
    ("curb", "kerb"), ("skillful", "skilful"), ("practice", "practise"), ("tire", "tyre"),
)  # fmt: skip
_VARIABLE = re.compile("|".join(word for pair in _SPELLINGS for word in pair))
_WHOLE_WORD_ONLY = frozenset(("meter", "check", "curb", "tire", "jail", "gray", "practice"))
_ISE_ONLY = _set(
    """advertise advise apprise arise chastise circumcise comprise compromise demise despise devise
    disguise enterprise excise exercise improvise incise merchandise poise praise premise promise
    raise reprise revise rise supervise surmise surprise televise franchise disenfranchise
    noise bruise cruise cause pause"""
)
_IZE_ONLY = _set("seize size prize capsize downsize resize maize")
_NOUNS = {
    "man": "men", "woman": "women", "child": "children", "foot": "feet", "goose": "geese",
    "mouse": "mice", "tooth": "teeth", "ox": "oxen", "person": "people", "knife": "knives",
    "life": "lives", "wife": "wives", "thief": "thieves", "half": "halves", "wolf": "wolves",
    "leaf": "leaves", "shelf": "shelves", "loaf": "loaves", "calf": "calves", "self": "selves",
    "hero": "heroes", "veto": "vetoes", "embargo": "embargoes", "cargo": "cargoes",
    "echo": "echoes", "torpedo": "torpedoes", "potato": "potatoes", "criterion": "criteria",
    "phenomenon": "phenomena", "referendum": "referenda", "memorandum": "memoranda",
    "medium": "media", "datum": "data", "agendum": "agenda", "coup": "coups",
}  # fmt: skip
_INVARIANT = _set(
    """aircraft spacecraft hovercraft troops headquarters series species means crossroads barracks
    personnel police cattle hostilities unrest news talks elections intelligence information aid
    equipment weaponry artillery gunfire violence"""
)


@cache
def spellings(word: str) -> tuple[str, ...]:
    """The word in every spelling, the given one first."""
    found = [word]
    if word.endswith("ize") and word not in _IZE_ONLY:
        found.append(word[:-3] + "ise")
    elif (
        word.endswith("ise")
        and word not in _ISE_ONLY
        and not word.endswith("wise")
        and len(word) > 5
    ):
        found.append(word[:-3] + "ize")
    for american, british in _SPELLINGS if _VARIABLE.search(word) else ():
        for one, other in ((american, british), (british, american)):
            if word == one or (
                one in word
                and american not in _WHOLE_WORD_ONLY
                and not (one == american and british in word)
            ):
                found.append(word.replace(one, other))
    for one, other in (("ization", "isation"), ("isation", "ization")):
        if one in word:
            found.append(word.replace(one, other))
    return tuple(dict.fromkeys(found))


def _plural(noun: str) -> str:
    if noun.endswith("man") and noun not in ("human", "german", "ottoman", "roman", "shaman"):
        return noun[:-3] + "men"
    if noun.endswith("sis"):
        return noun[:-2] + "es"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + ("zes" if noun == "quiz" else "es")
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def noun_forms(noun: str) -> tuple[str, ...]:
    """Singular and plural; of a hyphened compound the last part is inflected."""
    if noun in _INVARIANT or noun.endswith(("craft", "people")):
        return (noun,)
    stem, hyphen, last = noun.rpartition("-")
    if last in _NOUNS:
        regular = (_plural(last),) if last in ("person", "referendum", "embargo", "cargo") else ()
        return tuple(dict.fromkeys(stem + hyphen + f for f in (last, _NOUNS[last], *regular)))
    return noun, stem + hyphen + _plural(last)


def _doubles(verb: str) -> bool:
    if len(verb) < 3 or verb[-1] in _VOWELS or verb.endswith(_NO_DOUBLING_ENDINGS):
        return False
    if verb[-2] not in _VOWELS or (verb[-3] in _VOWELS and verb[-3:-1] != "ui"):
        return False
    syllables = sum(
        1 for i, c in enumerate(verb) if c in "aeiouy" and (not i or verb[i - 1] not in "aeiouy")
    )
    return syllables == 1


def _stems(verb: str) -> tuple[tuple[str, str], ...]:
    """(past, -ing) pairs of a regular verb."""
    if verb.endswith("ie"):
        return ((verb + "d", verb[:-2] + "ying"),)
    if verb.endswith("e"):
        keep = verb.endswith(("ee", "oe", "ye")) or verb in ("singe", "tinge", "binge")
        return ((verb + "d", verb + "ing" if keep else verb[:-1] + "ing"),)
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return ((verb[:-1] + "ied", verb + "ing"),)
    if verb.endswith("c") and verb[-2:-1] in _VOWELS:
        return ((verb + "ked", verb + "king"),)
    single = (verb + "ed", verb + "ing")
    doubled = (verb + verb[-1] + "ed", verb + verb[-1] + "ing")
    last = verb.rpartition("-")[2]
    if last in _BRITISH_DOUBLING or last in ("kidnap", "worship", "combat", "format"):
        return (single, doubled)
    return (doubled,) if last in _DOUBLING or _doubles(last) else (single,)


def verb_forms(verb: str) -> tuple[str, ...]:
    """Base, third person, past, participles."""
    if verb == "be":
        return ("be", "am", "is", "are", "was", "were", "been", "being")
    if verb == "have":
        return ("have", "has", "had", "having")
    third = "does" if verb == "do" else "goes" if verb == "go" else _plural_verb(verb)
    stem, hyphen, last = verb.rpartition("-")
    past = tuple(stem + hyphen + form for form in _IRREGULAR_PAST.get(last, ()))
    regular = _stems(verb)
    past = past or tuple(pair[0] for pair in regular)
    return tuple(dict.fromkeys((verb, third, *past, *(pair[1] for pair in regular))))


def _plural_verb(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"
