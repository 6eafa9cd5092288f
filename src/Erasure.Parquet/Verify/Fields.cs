using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Compares thrift fields as they are written.</summary>
internal static class Fields
{
    /// <summary>Whether both structs have the same fields with the same values, but for some.</summary>
    public static bool AreSame(ThriftStruct old, ThriftStruct made, params ReadOnlySpan<short> butFor) =>
        Bytes(old, butFor).AsSpan().SequenceEqual(Bytes(made, butFor));

    /// <summary>Whether both structs have the same value in a field, or neither has it.</summary>
    public static bool IsSame(ThriftStruct old, ThriftStruct made, short id) => Bytes(old, id).AsSpan().SequenceEqual(Bytes(made, id));

    /// <summary>Whether the struct has no field beyond the format's, which end with <paramref name="last"/>: whatever else stands there may hold a value.</summary>
    public static bool AreKnown(ThriftStruct? made, short last) => made is null || made.Fields.All(field => field.Id >= 1 && field.Id <= last);

    private static byte[] Bytes(ThriftStruct from, ReadOnlySpan<short> butFor)
    {
        ThriftStruct rest = new();
        foreach ((short id, ThriftValue value) in from.Fields)
        {
            if (!butFor.Contains(id))
            {
                rest.Append(id, value);
            }
        }

        return CompactWriter.ToArray(rest);
    }

    private static byte[] Bytes(ThriftStruct from, short only)
    {
        ThriftStruct field = new();
        foreach ((short id, ThriftValue value) in from.Fields)
        {
            if (id == only)
            {
                field.Append(id, value);
            }
        }

        return CompactWriter.ToArray(field);
    }
}
