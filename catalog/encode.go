package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"unicode/utf8"
)

// Encode writes an object as JSON, as logs keep it; nil gives nil.
func Encode(o Object) ([]byte, error) {
	if o == nil {
		return nil, nil
	}
	if s, bad := invalidText(reflect.ValueOf(o)); bad { // JSON would replace it, and the definition would not be what it was
		return nil, fmt.Errorf("catalog: %s is not valid UTF-8: %q", refOf(o), s)
	}
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("catalog: %s: %w", refOf(o), err)
	}
	return b, nil
}

// Decode reads what Encode wrote. An unknown field is an error: an object must not lose what a newer version put in it.
func Decode(k Kind, b []byte) (Object, error) {
	var o Object
	switch k {
	case KindSource:
		o = &Source{}
	case KindEntity:
		o = &Entity{}
	case KindView:
		o = &FeatureView{}
	case KindService:
		o = &Service{}
	case KindMaterialization:
		o = &Materialization{}
	case KindTicks:
		o = &Ticks{}
	case KindBuild:
		o = &Build{}
	case KindRole:
		o = &Role{}
	case KindPrivileges:
		o = &Privileges{}
	case KindTrainingSet:
		o = &TrainingSet{}
	case KindTest:
		o = &FeatureTest{}
	default:
		return nil, fmt.Errorf("catalog: unknown kind of object %q", k)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(o); err != nil {
		return nil, fmt.Errorf("catalog: %s: %w", k, err)
	}
	return o, nil
}

// invalidText finds a string in v that is not UTF-8.
func invalidText(v reflect.Value) (string, bool) {
	switch v.Kind() {
	case reflect.String:
		return v.String(), !utf8.ValidString(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			return invalidText(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if s, bad := invalidText(v.Field(i)); bad {
				return s, true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if s, bad := invalidText(v.Index(i)); bad {
				return s, true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if s, bad := invalidText(it.Key()); bad {
				return s, true
			}
			if s, bad := invalidText(it.Value()); bad {
				return s, true
			}
		}
	}
	return "", false
}
