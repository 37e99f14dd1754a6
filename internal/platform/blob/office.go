package blob

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

// The limits of an office file: a real one of 20 MB has some hundreds of parts and unpacks to less than ten times itself.
const (
	maxParts    = 4000
	maxUnpacked = 400 << 20
	maxRatio    = 200
)

// checkOffice refuses what only calls itself an office file: a bomb, paths that leave the folder, links, macros.
func checkOffice(kind Kind, data []byte) string {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "blob.fault.broken"
	}
	if len(r.File) > maxParts {
		return "blob.fault.archive"
	}
	want := map[Kind]string{DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}[kind]
	var total uint64
	var content, types bool
	for _, f := range r.File {
		total += f.UncompressedSize64
		name := strings.ReplaceAll(f.Name, "\\", "/")
		switch {
		case path.IsAbs(name), strings.Contains("/"+name+"/", "/../"), !f.Mode().IsRegular() && !f.Mode().IsDir():
			return "blob.fault.archive"
		case total > maxUnpacked, f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio:
			return "blob.fault.archive"
		case strings.HasSuffix(strings.ToLower(name), "vbaproject.bin"):
			return "blob.fault.macro"
		}
		content = content || name == want
		types = types || name == "[Content_Types].xml"
	}
	if !content || !types {
		return "blob.fault.content"
	}
	return ""
}
