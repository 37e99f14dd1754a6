package frame

import (
	"encoding/binary"
	"encoding/hex"
)

// Cursor reads big-endian numbers from bytes. Reading beyond the end gives zeros and sets Short, so that a layout is
// written down without a question after every field.
type Cursor struct {
	B     []byte
	Short bool
}

// Take gives the next n bytes, or nil when there are not so many.
func (c *Cursor) Take(n int) []byte {
	if n < 0 || n > len(c.B) {
		c.Short, c.B = true, nil
		return nil
	}
	b := c.B[:n]
	c.B = c.B[n:]
	return b
}

// Skip passes over n bytes.
func (c *Cursor) Skip(n int) { c.Take(n) }

// Left tells how many bytes are left.
func (c *Cursor) Left() int { return len(c.B) }

// U8 reads one byte.
func (c *Cursor) U8() uint8 {
	if len(c.B) < 1 {
		c.Short = true
		return 0
	}
	v := c.B[0]
	c.B = c.B[1:]
	return v
}

// U16 reads two bytes.
func (c *Cursor) U16() uint16 {
	if len(c.B) < 2 {
		c.Short, c.B = true, nil
		return 0
	}
	v := binary.BigEndian.Uint16(c.B)
	c.B = c.B[2:]
	return v
}

// U24 reads three bytes.
func (c *Cursor) U24() uint32 { return uint32(c.U8())<<16 | uint32(c.U16()) }

// U32 reads four bytes.
func (c *Cursor) U32() uint32 {
	if len(c.B) < 4 {
		c.Short, c.B = true, nil
		return 0
	}
	v := binary.BigEndian.Uint32(c.B)
	c.B = c.B[4:]
	return v
}

// U64 reads eight bytes.
func (c *Cursor) U64() uint64 {
	if len(c.B) < 8 {
		c.Short, c.B = true, nil
		return 0
	}
	v := binary.BigEndian.Uint64(c.B)
	c.B = c.B[8:]
	return v
}

// Hex reads n bytes as small hex digits.
func (c *Cursor) Hex(n int) string { return hex.EncodeToString(c.Take(n)) }
