// Package protocols names the device protocols and makes their readers.
package protocols

import (
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/gt06"
	"tuzjol/internal/monitoring/frame/h02"
	"tuzjol/internal/monitoring/frame/nmea"
	"tuzjol/internal/monitoring/frame/teltonika"
)

// Protocol is the name of a protocol.
type Protocol string

// The protocols.
const (
	Teltonika Protocol = "teltonika"
	GT06      Protocol = "gt06"
	H02       Protocol = "h02"
	NMEA      Protocol = "nmea"
	OsmAnd    Protocol = "osmand" // over HTTP; it has no frames
)

// Streams are the protocols that come in frames over TCP and UDP.
var Streams = []Protocol{Teltonika, GT06, H02, NMEA}

// Decoder makes the reader of one connection; ok is false for names that have no frames.
func (p Protocol) Decoder(s frame.Settings) (d frame.Decoder, ok bool) {
	switch p {
	case Teltonika:
		return teltonika.New(s), true
	case GT06:
		return gt06.New(s), true
	case H02:
		return h02.New(s), true
	case NMEA:
		return nmea.New(s), true
	}
	return nil, false
}

// Splitter makes what cuts one stream into frames.
func (p Protocol) Splitter() (s frame.Splitter, ok bool) {
	switch p {
	case Teltonika:
		return teltonika.Splitter{}, true
	case GT06:
		return gt06.Splitter{}, true
	case H02:
		return &h02.Splitter{}, true
	case NMEA:
		return nmea.Splitter{}, true
	}
	return nil, false
}

// MaxFrame is the largest frame of the protocol.
func (p Protocol) MaxFrame() int {
	switch p {
	case Teltonika:
		return teltonika.MaxFrame
	case GT06:
		return gt06.MaxFrame
	case H02:
		return h02.MaxFrame
	}
	return nmea.MaxFrame
}
