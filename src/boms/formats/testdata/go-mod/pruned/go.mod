module plant.example/historian

go 1.22.3

toolchain go1.22.5

require (
	example.com/alpha v1.2.0
	"example.com/beta" v0.0.0-20240102030405-abcdefabcdef // indirect
	example.com/Gamma/v2 v2.0.1+incompatible
	example.com/delta v1.0.0
)

require example.com/epsilon v0.3.0 // indirect

replace example.com/alpha => fork.example/alpha v1.2.1

replace example.com/delta v1.0.0 => ../delta

exclude example.com/epsilon v0.2.0

retract v0.1.0 // a mistake
