package mapground

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"tuzjol/internal/platform/config"
)

// What the head of a map file says, by the public specification of PMTiles, version 3.
const (
	headSize   = 127
	version    = 3
	vectors    = 1       // kind of tiles
	unpacked   = 1       // compression
	gzipped    = 2       // compression
	mostOfMeta = 4 << 20 // bytes; that of a whole planet is far smaller
)

const remedy = "; name a .pmtiles file made with the Protomaps basemap layers, or leave TUZJOL_MAP_FILE empty; until then maps show the boundaries in the program"

// Check says what is wrong with the map file that the settings name, and what helps; nothing when none is named. A wrong file stops nothing:
// maps then show the boundaries that are in the program.
func Check(c config.Config) error {
	if c.MapFile == "" {
		return nil
	}
	if err := inspect(c.MapFile); err != nil {
		return fmt.Errorf("TUZJOL_MAP_FILE: %s %w%s", c.MapFile, err, remedy)
	}
	return nil
}

func inspect(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot be read (%w)", errors.Unwrap(err))
	}
	defer f.Close() //nolint:errcheck // read only
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("cannot be read (%w)", errors.Unwrap(err))
	}
	head := make([]byte, headSize)
	if _, err := io.ReadFull(f, head); err != nil || !bytes.HasPrefix(head, []byte("PMTiles")) || head[7] != version {
		return errors.New("is no PMTiles file of version 3")
	}
	if head[99] != vectors {
		return errors.New("holds pictures, not vector tiles")
	}
	for _, at := range []int{97, 98} {
		if head[at] != unpacked && head[at] != gzipped {
			return errors.New("is compressed in a manner that browsers do not read (only gzip)")
		}
	}
	for at := 8; at < 72; at += 16 { // root, metadata, leaves, tiles: where each begins and how long it is
		from, long := binary.LittleEndian.Uint64(head[at:]), binary.LittleEndian.Uint64(head[at+8:])
		if size := uint64(info.Size()); from > size || long > size-from { //nolint:gosec // a size is not negative
			return fmt.Errorf("is cut short: %d bytes, less than its head says; copy it again", size)
		}
	}
	return layers(f, head)
}

// layers refuses tiles of another schema, of which nothing would be drawn.
func layers(f io.ReaderAt, head []byte) error {
	from, long := binary.LittleEndian.Uint64(head[24:]), binary.LittleEndian.Uint64(head[32:])
	var r io.Reader = io.NewSectionReader(f, int64(from), int64(min(long, mostOfMeta))) //nolint:gosec // within the file
	if head[97] == gzipped {
		z, err := gzip.NewReader(r)
		if err != nil {
			return errors.New("is damaged: its description cannot be read; copy it again")
		}
		r = io.LimitReader(z, mostOfMeta)
	}
	var meta struct {
		Layers []struct {
			ID string `json:"id"`
		} `json:"vector_layers"`
	}
	if err := json.NewDecoder(r).Decode(&meta); err != nil {
		return errors.New("is damaged: its description cannot be read; copy it again")
	}
	for _, l := range meta.Layers {
		if slices.Contains([]string{"earth", "roads", "boundaries"}, l.ID) {
			return nil
		}
	}
	return errors.New("holds no layer of the Protomaps basemap (earth, roads, boundaries)")
}
