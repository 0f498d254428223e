package catalog

import (
	"math"
	"reflect"
	"testing"

	"asof/catalog/sqltype"
)

// filled sets every field that is reachable from v to something that is not its zero value.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("naïve 'text' \"<&>\u2028\x00")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(math.MinInt32)
		if v.Kind() == reflect.Int64 {
			v.SetInt(math.MinInt64)
		}
	case reflect.Uint8:
		v.SetUint(3)
	case reflect.Uint16:
		v.SetUint(math.MaxUint16)
	case reflect.Float64:
		v.SetFloat(0.1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(math.MaxUint32)
		if v.Kind() == reflect.Uint64 {
			v.SetUint(math.MaxUint64)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[sqltype.Type]() {
			v.Set(reflect.ValueOf(sqltype.ArrayOf(sqltype.DecimalOf(12, 2))))
			return
		}
		for i := range v.NumField() {
			filled(v.Field(i))
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[[]*FeatureView]() { // versions have none
			v.Set(reflect.ValueOf([]*FeatureView{{Version: 1}}))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			filled(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"delimiter": ";", "\t": ""}))
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

func TestEncodeLosesNothing(t *testing.T) {
	for _, o := range []Object{&Source{}, &Entity{}, &FeatureView{}, &Service{}, &Materialization{}, &Build{}, &Role{}, &Privileges{}} {
		filled(reflect.ValueOf(o).Elem())
		b, err := Encode(o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(o.ObjectKind(), b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, o) {
			t.Errorf("%T came back as\n%+v, want\n%+v", o, got, o)
		}
	}
}

func TestEncodeRefusesWhatJSONWouldAlter(t *testing.T) {
	if _, err := Encode(&Source{Meta: Meta{Name: "s"}, Options: map[string]string{"null": "\xff"}}); err == nil {
		t.Error("invalid UTF-8 was encoded")
	}
	if _, err := Decode(KindBuild, []byte(`{"Name":"1","Shards":3}`)); err == nil {
		t.Error("an unknown field was dropped")
	}
	if _, err := Decode("index", []byte(`{}`)); err == nil {
		t.Error("an unknown kind was decoded")
	}
}
