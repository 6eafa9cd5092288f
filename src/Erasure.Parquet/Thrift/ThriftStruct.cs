namespace Erasure.Parquet.Thrift;

/// <summary>A thrift struct with every field that was read, known or not, in the order it was read.</summary>
internal sealed class ThriftStruct
{
    private readonly List<(short Id, ThriftValue Value)> fields = [];

    /// <summary>The ids so far, once they came out of order.</summary>
    private HashSet<short>? unordered;

    public IReadOnlyList<(short Id, ThriftValue Value)> Fields => fields;

    public bool Has(short id) => IndexOf(id) >= 0;

    public void Append(short id, ThriftValue value) => fields.Add((id, value));

    /// <summary>Appends a field that was read; false where it was there: readers don't agree on which of two counts.</summary>
    public bool TryAppend(short id, ThriftValue value)
    {
        if (unordered is null && fields.Count > 0 && id <= fields[^1].Id)
        {
            unordered = [.. fields.Select(field => field.Id)];
        }

        if (unordered?.Add(id) == false)
        {
            return false;
        }

        Append(id, value);
        return true;
    }

    /// <summary>Whether there is a field that is not listed.</summary>
    public bool HasOtherThan(params short[] known) => fields.Exists(field => !known.Contains(field.Id));

    /// <summary>Drops every field that is not listed: where values of the data may stand, what isn't understood isn't kept.</summary>
    public void KeepOnly(params short[] known) => fields.RemoveAll(field => !known.Contains(field.Id));

    /// <summary>Replaces the field, or inserts it in id order.</summary>
    public void Set(short id, ThriftValue value)
    {
        int index = IndexOf(id);
        if (index >= 0)
        {
            fields[index] = (id, value);
            return;
        }

        int next = fields.FindIndex(field => field.Id > id);
        fields.Insert(next < 0 ? fields.Count : next, (id, value));
    }

    public void SetI32(short id, int value) => Set(id, ThriftValue.I32(value));

    public void SetI64(short id, long value) => Set(id, ThriftValue.I64(value));

    public void SetBinary(short id, byte[] value) => Set(id, ThriftValue.Binary(value));

    public void Remove(short id) => fields.RemoveAll(field => field.Id == id);

    /// <summary>The integer, or null where the field is absent.</summary>
    public long? Number(short id)
    {
        int index = IndexOf(id);
        if (index < 0)
        {
            return null;
        }

        ThriftValue value = fields[index].Value;
        return value.Type is ThriftType.Byte or ThriftType.I16 or ThriftType.I32 or ThriftType.I64
            ? value.Number
            : throw Mismatch(id, "an integer");
    }

    public long RequiredNumber(short id, string name) => Number(id) ?? throw Missing(name);

    /// <summary>The integer as 32 bits; a value outside is corrupt.</summary>
    public int? Int(short id) => Number(id) is not { } number
        ? null
        : number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Mismatch(id, "a 32-bit integer");

    public int RequiredInt(short id, string name) => Int(id) ?? throw Missing(name);

    public bool? Bool(short id)
    {
        int index = IndexOf(id);
        return index < 0 ? null
            : fields[index].Value.Type == ThriftType.True ? fields[index].Value.Number != 0
            : throw Mismatch(id, "a boolean");
    }

    public byte[]? Binary(short id) => Reference<byte[]>(id, "a binary");

    public string? Text(short id) => Binary(id) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public ThriftStruct? Struct(short id) => Reference<ThriftStruct>(id, "a struct");

    public ThriftList? List(short id) => Reference<ThriftList>(id, "a list");

    public ThriftList RequiredList(short id, string name) => List(id) ?? throw Missing(name);

    private T? Reference<T>(short id, string expected)
        where T : class
    {
        int index = IndexOf(id);
        return index < 0 ? null : fields[index].Value.Reference as T ?? throw Mismatch(id, expected);
    }

    private int IndexOf(short id)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static RefusedException Missing(string name) =>
        new(RefusalCode.Corrupt, $"The required field {name} is missing.");

    private static RefusedException Mismatch(short id, string expected) =>
        new(RefusalCode.Corrupt, $"Thrift field {id} is not {expected}.");
}
