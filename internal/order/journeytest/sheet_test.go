package journeytest

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakesvc"
)

func picture(t *testing.T) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (k *kit) filed(client id.Client) int {
	return k.count(`select count(*) from person_document where client_id = $1`, client)
}

// A scan laid beside a judgment goes into the file of the client whose it turns out to be.
func TestAScanFollowsItsJudgment(t *testing.T) {
	each(t, func(k *kit) {
		judgment := k.receive(k.clerk(), paper("80"))
		add := orderintakesvc.AddSheet{Judgment: judgment, FileName: "өкүм.jpg", Data: picture(t)}
		k.ok(k.intake.AddSheet(k.clerk(), add))
		list, err := k.intake.Sheets(k.clerk(), judgment)
		k.ok(err)
		if len(list) != 1 || list[0].Name != "өкүм.jpg" {
			t.Fatalf("%+v", list)
		}
		if _, data, err := k.intake.OpenSheet(k.clerk(), judgment, list[0].ID); err != nil || len(data) == 0 {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		k.check(k.clerk(), judgment)
		k.ok(k.accept(k.clerk(), judgment))
		j, err := k.intake.Judgment(k.clerk(), judgment)
		k.ok(err)
		if n := k.count(`select count(*) from person_document d join order_judgment j on j.client_id = d.client_id where j.id = $1 and d.kind = 'judgment_copy'`, j.ID); n != 1 {
			t.Fatalf("%d papers in the file", n)
		}
		k.want(k.intake.AddSheet(k.clerk(), add), fault.Conflict)
	})
}

// Photographs of a case taken over are kept although a custodian has yet to say whose it is, and the clerk cannot tell.
func TestSheetsOfAHiddenMatchAreKept(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("81"))
		ctx := k.as("clerk-osh", access.Records, osh)
		in := takenOver("82")
		in.Person = paper("82").Person
		in.Person.District = string(osh)
		judgment, owner, err := k.intake.TakeOver(ctx, orderintakesvc.TakeOver{TakeOver: in})
		k.ok(err)
		if owner != "" {
			t.Fatal("the person is out of sight")
		}
		k.ok(k.intake.AddSheet(ctx, orderintakesvc.AddSheet{Judgment: judgment, FileName: "p.jpg", Data: picture(t), TakeOver: true}))
		if n := k.filed(client); n != 0 {
			t.Fatalf("%d papers before the decision", n)
		}
		j, err := k.intake.Judgment(ctx, judgment)
		k.ok(err)
		custodian := k.as("custodian", access.Custodian, access.TopOffice)
		k.ok(k.intake.Resolve(custodian, orderintakesvc.Resolve{Judgment: judgment, Version: j.Version, Client: client, Reason: "ПИН"}))
		if n := k.filed(client); n != 1 {
			t.Fatalf("%d papers in the file", n)
		}
	})
}

// What is wrong is said of the field, and a stranger's judgment does not exist.
func TestSheetRefusals(t *testing.T) {
	each(t, func(k *kit) {
		judgment := k.receive(k.clerk(), paper("83"))
		bad := orderintakesvc.AddSheet{Judgment: judgment, FileName: "x.pdf", Data: []byte("MZ\x90\x00 not a paper")}
		if f := k.want(k.intake.AddSheet(k.clerk(), bad), fault.Invalid); f.Problems[0].Field != "file" {
			t.Fatalf("%+v", f.Problems)
		}
		good := orderintakesvc.AddSheet{Judgment: judgment, FileName: "x.jpg", Data: picture(t)}
		k.want(k.intake.AddSheet(k.as("far", access.Records, osh), good), fault.NotFound)
		k.want(k.intake.AddSheet(k.as("an", access.Analyst, access.TopOffice), good), fault.Forbidden)
		_, err := k.intake.Sheets(k.as("far", access.Records, osh), judgment)
		k.want(err, fault.NotFound)
	})
}
