package usage

import "strings"

// texts checks that whatever a person reads stands in three languages.
func (c *checker) texts() {
	s := c.spec
	c.text("", s.ID, "title", s.Title)
	c.text("", s.ID, "legal_basis", s.LegalBasis)
	for _, d := range s.Domains {
		c.text("domains", d.ID, "title", d.Title)
		if len(d.Guidance) > 0 {
			c.text("domains", d.ID, "guidance", d.Guidance)
		}
		for _, q := range d.Interview {
			c.text("domains", d.ID, "interview", q)
		}
	}
	for _, f := range s.Flags {
		c.text("flags", f.ID, "title", f.Title)
	}
	for _, sc := range s.Scales {
		for _, o := range sc.Options {
			c.text("scales", sc.ID, "options", o.Label)
		}
	}
	for _, it := range s.Items {
		c.text("items", it.ID, "label", it.Label)
		if len(it.Guidance) > 0 {
			c.text("items", it.ID, "guidance", it.Guidance)
		}
		for _, o := range it.Options {
			c.text("items", it.ID, "options", o.Label)
		}
	}
	for _, v := range s.Values {
		if v.Decision == nil {
			continue
		}
		for _, r := range v.Decision.Rows {
			if len(r.Text) > 0 {
				c.text("values", v.ID, "decision."+r.ID, r.Text)
			}
		}
	}
	for _, k := range s.Checks {
		c.text("checks", k.ID, "text", k.Text)
	}
	for _, o := range s.Outputs {
		c.text("outputs", o.ID, "label", o.Label)
		for _, b := range o.Bands {
			c.text("outputs", o.ID, "bands", b.Label)
		}
	}
	for _, o := range s.Overrides {
		c.text("overrides", o.ID, "text", o.Text)
	}
	for _, r := range s.Reassess {
		c.text("reassess", r.ID, "text", r.Text)
	}
}

func (c *checker) text(section, id, field string, t interface{ Lacks() []string }) {
	if l := t.Lacks(); len(l) > 0 {
		c.add(section, id, field, "languages", "Languages", strings.Join(l, ", "))
	}
}
