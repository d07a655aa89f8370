"""What a vocabulary is made of: the shapes of the data files under ``vocab/``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from corrobora.model import ActorKind

Role = Literal["actor", "target", "both", "instrument", "none"]


class Mode(Struct, frozen=True, kw_only=True):
    """A way in which a deed of one type is done, with its codes in other schemes."""

    id: str
    summary: str
    score: float | None = None
    cameo: tuple[str, ...] = ()
    acled: tuple[str, ...] = ()
    ucdp: tuple[int, ...] = ()


class Sense(Struct, frozen=True, kw_only=True):
    """Words that speak of an event type, with what must stand beside them.

    A verb entry is a small pattern over lemmas: ``expel``; ``carry out`` (words that must follow);
    ``seize {power}`` (direct object with this head lemma, absorbed into the trigger);
    ``launch {@attack}`` (object head in a word class, absorbed); ``expel [@diplomat]`` (object head
    in the class, and it stays the object); ``order * to leave`` (the object stands at the star and
    these words follow); ``take {control} of`` (the object follows the last word). ``se retirer`` is
    a French reflexive. ``hit|carry_out`` gives two entries (an underscore joins words there);
    ``{a|b}`` allows either head.
    A noun entry is a lemma or a compound: ``expulsion``, ``intelligence sharing``, ``vote of no
    confidence``, ``release [@prisoner]`` ("release of prisoners" and "prisoner release").
    An adjective entry is a lemma or participle: ``tense``, ``isolated``; its subject is what it
    qualifies; ``allied with`` takes words after it.

    Attributes:
        language: ISO 639-1 code.
        mode: A mode that the type declares, or None.
        verbs: Verb entries.
        nouns: Noun entries.
        adjectives: Adjective entries.
        objects: Object heads, one of which is required where the entry names none itself:
            lemmas, @classes, or ``kind:person`` (the kind of a recognised actor).
        subjects: Subject heads, one of which a verb of this sense must have.
        without: Object or subject heads with which the entry does not mean this.
        subject_role: What the subject (of a passive: the agent) is.
        object_role: What the object is; for a noun, what "of" ("de") brings in. When it is
            "none", "of" brings in the subject ("the withdrawal of the army").
        prepositions: Roles that these prepositions bring in, beside the defaults of the language
            for nouns (by, against, between; par, contre, entre).
        contexts: PLOVER contexts that the words imply.
        stance: Stance that the words themselves imply.
        rank: Entries of higher rank are tried first; added to the specificity of the pattern. A
            negative rank marks weak cues, which alone need not make a claim.
    """

    language: str
    mode: str | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    subject_role: Role = "actor"
    object_role: Role = "target"
    prepositions: dict[str, Role] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
    stance: Literal["planned", "demanded", "conditional", "alleged", "denied"] | None = None
    rank: int = 0


class Example(Struct, frozen=True, kw_only=True):
    """A sentence that must (or must not) be read as this type; ``trigger`` is its trigger text.

    ``start`` is the offset of the trigger in ``text``. In the files a sentence is one line, with
    marks that are taken out: ``abduct: {Gunmen} [seized] <two nurses> near Goma.`` (mode, actor,
    trigger, target).
    """

    language: str
    text: str
    trigger: str
    start: int = 0
    mode: str | None = None
    actor: str | None = None
    target: str | None = None


class EventType(Struct, frozen=True, kw_only=True):
    """One event type: its meaning, codes, trigger words in each language, and examples.

    ``quad`` is PLOVER's quadrant (VC, MC, VX, MX) or empty; ``score`` runs from -10 to +10.
    """

    type: str
    summary: str
    quad: str = ""
    score: float = 0.0
    cameo: tuple[str, ...] = ()
    acled: tuple[str, ...] = ()
    ucdp: tuple[int, ...] = ()
    modes: tuple[Mode, ...] = ()
    senses: tuple[Sense, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()


class ActorEntry(Struct, frozen=True, kw_only=True):
    """A known actor with every way it is written.

    ``aliases`` are matched as whole words, case-sensitively when they hold a capital.
    ``metonyms`` (capitals, seats of government) stand for the actor only where they act or speak.
    ``adjectives`` are demonyms ("Malian", "malien") that make "Malian troops" this country's
    military. ``parent`` is the actor it belongs to. ``since`` and ``until`` are years. ``offices``
    are those that a person holds or held in the country, by their English names.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    metonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parent: str | None = None
    sectors: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
