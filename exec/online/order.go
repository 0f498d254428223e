package online

// OrderBytes is what follows e in the order of a key's rows (R5), so that bytes compare as the rule has it. tie is the value of
// the source's tie_break column, packed so that its bytes compare as its values do and none is a prefix of another; ok is
// false where it is NULL or where there is no such column, which comes lowest. hash is the MD5 of the row's canonical text.
func OrderBytes(tie []byte, ok bool, hash [16]byte) []byte {
	b := make([]byte, 0, 1+len(tie)+len(hash))
	if ok {
		b = append(append(b, 1), tie...)
	} else {
		b = append(b, 0)
	}
	return append(b, hash[:]...)
}
