namespace Erasure.Parquet.Thrift;

/// <summary>Any thrift value, known or unknown to us: numbers in <see cref="Number"/>, the rest in <see cref="Reference"/>.</summary>
/// <param name="Type">Its wire type; a boolean is <see cref="ThriftType.True"/> with the number 0 or 1.</param>
/// <param name="Number">Integers, booleans, and the bits of a double.</param>
/// <param name="Reference"><see cref="byte"/>[] for binary and UUID, <see cref="ThriftList"/> for lists, sets and maps, <see cref="ThriftStruct"/>.</param>
internal readonly record struct ThriftValue(ThriftType Type, long Number, object? Reference)
{
    public static ThriftValue Bool(bool value) => new(ThriftType.True, value ? 1 : 0, null);

    public static ThriftValue I32(int value) => new(ThriftType.I32, value, null);

    public static ThriftValue I64(long value) => new(ThriftType.I64, value, null);

    public static ThriftValue Binary(byte[] value) => new(ThriftType.Binary, 0, value);

    public static ThriftValue Of(ThriftStruct value) => new(ThriftType.Struct, 0, value);

    public static ThriftValue Of(ThriftList value) => new(ThriftType.List, 0, value);
}
