package browser

import (
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Stands puts the browser at a place, known to so many metres, and lets the pages of this address ask for it.
func (p *Page) Stands(lat, lon, metres float64) {
	p.T.Helper()
	p.permit(browser.PermissionSettingGranted)
	_, err := chromedp.Call(p.ctx, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &metres})
	p.must(err)
}

// HidesPlace lets no page of this address ask the browser where it is, as somebody does who answers no.
func (p *Page) HidesPlace() {
	p.T.Helper()
	p.permit(browser.PermissionSettingDenied)
}

func (p *Page) permit(answer browser.PermissionSetting) {
	p.T.Helper()
	_, err := chromedp.Call(p.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: answer, Origin: p.Base,
	})
	p.must(err)
}
