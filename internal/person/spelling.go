package person

import "tuzjol/internal/person/spell"

// Script is the writing of a name.
type Script = spell.Script

// The scripts a document spells a name in.
const (
	Cyrillic = spell.Cyrillic
	Latin    = spell.Latin
	Mixed    = spell.Mixed // a typing slip, never stored
	NoScript = spell.NoScript
)

// Particle is a word that ties a name to a father or an ancestor.
type Particle = spell.Particle

// The particles.
const (
	NoParticle = spell.NoParticle
	Uulu       = spell.Uulu
	Kyzy       = spell.Kyzy
	Tegin      = spell.Tegin
)

// FoldVersion is stored beside every folded column: rebuild the columns that carry a smaller one.
const FoldVersion = spell.Version

// Fold brings the spellings of one name together in one key, for finding and never for showing.
func Fold(s string) string { return spell.Fold(s) }

// Clean trims a typed text and composes letters without changing the spelling.
func Clean(s string) string { return spell.Clean(s) }

// ScriptOf tells the script of a text by its letters.
func ScriptOf(s string) Script { return spell.ScriptOf(s) }

// ParticleOf reads a single word.
func ParticleOf(word string) Particle { return spell.ParticleOf(word) }

// SortKey turns a text into bytes whose binary order is the Kyrgyz alphabet on every database engine.
func SortKey(s string) string { return spell.SortKey(s) }

// SortKey orders people by surname, given name, patronymic; people without a name come last, by source number.
func (n Name) SortKey(sourceNumber string) string {
	if n.IsZero() {
		return "~" + SortKey(sourceNumber)
	}
	return SortKey(n.Display(SurnameFirst))
}
