package journey

import (
	"os"
	"path/filepath"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/testkit/browser"
	"tuzjol/internal/testkit/groundfile"
)

// ground names a map file of these bytes in the settings.
func ground(t *testing.T, body []byte) func(*config.Config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kg.pmtiles")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return func(c *config.Config) {
		c.MapFile, c.MapCredit = path, "Кадастр <картасы> © OpenStreetMap"
	}
}

// over walks in each language at a service with a map file of its own, of the bytes given.
func over(t *testing.T, body []byte, journey func(w *walk)) {
	t.Helper()
	need(t)
	tab := browser.Open(t, "", desk.width, desk.height)
	for n, lang := range []string{"ky", "ru", "en"} {
		for _, s := range sizes(t.Name(), n) {
			t.Run(lang+"/"+s.name, func(t *testing.T) {
				svc := open(t, "sqlite", ground(t, body))
				journey(&walk{Page: tab.On(t, svc.base, s.width, s.height), service: svc, lang: lang, engine: "sqlite"})
				if n := svc.router.Violations(); n != 0 {
					t.Errorf("%d breaches of the content security policy", n)
				}
			})
		}
	}
}

// What the tiles show, once it is drawn: land, which is in no other ground, and the white of the two highways, which only the file holds.
const drawnJS = `(async()=>{
 for(let i=0;i<3;i++){ document.querySelector('.leaflet-control-zoom-in').click(); await new Promise(r=>setTimeout(r,400)) }
 let land=0, road=0;
 for(let i=0;i<150 && !(land>5000 && road>300);i++){ await new Promise(r=>setTimeout(r,100)); land=road=0;
  for(const c of document.querySelectorAll('.leaflet-tile-pane canvas')){ if(!c.width) continue;
   const d=c.getContext('2d').getImageData(0,0,c.width,c.height).data;
   for(let k=0;k<d.length;k+=4){ if(d[k+3]!==255) continue; const [r,g,b]=[d[k],d[k+1],d[k+2]];
    if(r===226&&g===223&&b===218) land++; else if(r>236&&g>234&&b>230) road++ } } }
 return {land, road} })()`

// asked are the answers to what the browser asked of the map file; what the map called off when it was zoomed on has none.
const askedJS = `performance.getEntriesByType('resource').filter(e=>e.name.endsWith('/map/ground.pmtiles')&&e.responseStatus).map(e=>e.responseStatus)`

// The operator's own map file lies under the maps: its roads are drawn, it is fetched in parts, and whom it is of stands on the map as text.
func TestJourneyMapFile(t *testing.T) {
	over(t, groundfile.Make(t, groundfile.Layers), func(w *walk) {
		w.as(demo.DutyPersona)
		w.see("/monitoring/desk/map", "map-file")
		drawn := browser.Await[struct{ Land, Road int }](w.Page, drawnJS)
		w.look("map-file-near")
		if drawn.Land < 5000 || drawn.Road < 300 {
			w.T.Errorf("land and roads of the file: %+v", drawn)
		}
		if got := w.Text(".leaflet-control-attribution"); got != "Кадастр <картасы> © OpenStreetMap" {
			w.T.Errorf("the map is said to be of %q", got)
		}
		answers := browser.Eval[[]int](w.Page, askedJS)
		if len(answers) < 4 {
			w.T.Errorf("the file is asked for %d times", len(answers))
		}
		for _, status := range answers {
			if status != 206 {
				w.T.Errorf("the file is answered %v", answers)
				break
			}
		}
		if w.Count(".tz-map__failed") != 0 {
			w.T.Errorf("the page says %q", w.Text(".tz-map__failed"))
		}
	})
}

// A map file that was cut while it was copied, or that is of another make: the boundaries of the program are drawn and the page says why.
func TestJourneyMapFileWrong(t *testing.T) {
	whole := groundfile.Make(t, groundfile.Layers)
	for name, body := range map[string][]byte{
		"cut": whole[:len(whole)-100], "foreign": groundfile.Make(t, groundfile.Foreign), "none": []byte("<html>not found</html>"),
	} {
		t.Run(name, func(t *testing.T) {
			over(t, body, func(w *walk) {
				w.as(demo.DutyPersona)
				w.Status("/monitoring/desk/map")
				towns := browser.Await[int](w.Page, `(async()=>{ for(let i=0;i<100 && !document.querySelector('.tz-map__town');i++) await new Promise(r=>setTimeout(r,100));
 return document.querySelectorAll('.tz-map__town').length })()`)
				w.look("map-file-" + name)
				if towns < 10 {
					w.T.Errorf("%d towns of the boundaries in the program", towns)
				}
				if got := w.Text(".tz-map__failed"); got != w.word("map.ground_failed") {
					w.T.Errorf("the page says %q", got)
				}
				if got := w.Text(".leaflet-control-attribution"); got != w.word("map.credit") {
					w.T.Errorf("the map is said to be of %q", got)
				}
			})
		})
	}
}
