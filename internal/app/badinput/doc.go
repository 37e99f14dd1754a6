// Package badinput tests what people type, click and upload by mistake against the whole service: the answer names the field
// and the remedy in the reader's language, and nothing that was typed is lost.
package badinput
