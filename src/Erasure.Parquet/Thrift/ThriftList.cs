namespace Erasure.Parquet.Thrift;

/// <summary>A list, a set, or a map (keys and values alternating).</summary>
internal sealed class ThriftList(ThriftType elementType, ThriftType valueType = ThriftType.Stop)
{
    /// <summary>Type of the elements; of the keys in a map.</summary>
    public ThriftType ElementType { get; } = elementType;

    /// <summary>Type of a map's values.</summary>
    public ThriftType ValueType { get; } = valueType;

    public List<ThriftValue> Items { get; } = [];

    public int Count => Items.Count;

    public static ThriftList OfI64(IEnumerable<long> values)
    {
        ThriftList list = new(ThriftType.I64);
        list.Items.AddRange(values.Select(ThriftValue.I64));
        return list;
    }

    public ThriftStruct Struct(int index) =>
        Items[index].Reference as ThriftStruct ?? throw Mismatch("structs");

    public byte[] Binary(int index) =>
        Items[index].Reference as byte[] ?? throw Mismatch("binaries");

    public long Number(int index) => Items[index].Type switch
    {
        ThriftType.Binary or ThriftType.List or ThriftType.Set or ThriftType.Map or ThriftType.Struct or ThriftType.Uuid => throw Mismatch("numbers"),
        _ => Items[index].Number,
    };

    private static RefusedException Mismatch(string expected) =>
        new(RefusalCode.Corrupt, $"A thrift list does not hold the {expected} it has to.");
}
