using System.Buffers.Binary;

namespace Erasure.Parquet.Thrift;

/// <summary>Reads the thrift compact protocol into generic trees, never past the bounds of its bytes.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data)
{
    /// <summary>Deeper than any structure of the format; guards the stack.</summary>
    private const int MaxDepth = 40;

    /// <summary>Bounds what a few bytes can make us allocate.</summary>
    private const int MaxValues = 1 << 22;

    private int values;

    private readonly ReadOnlySpan<byte> data = data;

    public int Position { get; private set; }

    /// <summary>The last refusal came from bytes that ended too early: with more bytes it might be read.</summary>
    public bool Truncated { get; private set; }

    public ThriftStruct ReadStruct() => ReadStruct(0);

    public ThriftValue ReadValue(ThriftType type) => ReadValue(type, 0);

    /// <summary>Reads a field's header; false at the end of the struct.</summary>
    public bool ReadFieldHeader(ref short id, out ThriftType type)
    {
        byte header = ReadByte();
        type = (ThriftType)(header & 0x0F);
        if (header == 0)
        {
            return false;
        }

        int delta = header >> 4;
        id = delta != 0 ? (short)(id + delta) : (short)ReadZigZag();
        return type != ThriftType.Stop ? true : throw Corrupt("a field without a type");
    }

    /// <summary>Reads a list's header.</summary>
    public (ThriftType ElementType, int Count) ReadListHeader()
    {
        byte header = ReadByte();
        ulong count = (ulong)(header >> 4);
        if (count == 15)
        {
            count = ReadVarint();
        }

        return ((ThriftType)(header & 0x0F), CheckCount(count));
    }

    /// <summary>Passes over a value without building it.</summary>
    public void Skip(ThriftType type, int depth = 0)
    {
        Guard(depth);
        switch (type)
        {
            case ThriftType.Struct:
                short id = 0;
                while (ReadFieldHeader(ref id, out ThriftType fieldType))
                {
                    if (fieldType is not (ThriftType.True or ThriftType.False))
                    {
                        Skip(fieldType, depth + 1);
                    }
                }

                break;
            case ThriftType.List or ThriftType.Set:
                (ThriftType elementType, int count) = ReadListHeader();
                for (int i = 0; i < count; i++)
                {
                    Skip(elementType, depth + 1);
                }

                break;
            case ThriftType.Binary:
                Take(ReadVarint());
                break;
            case ThriftType.Byte or ThriftType.True or ThriftType.False:
                Take(1);
                break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                ReadVarint();
                break;
            default:
                ReadValue(type, depth);
                break;
        }
    }

    private ThriftStruct ReadStruct(int depth)
    {
        Guard(depth);
        ThriftStruct result = new();
        short id = 0;
        while (ReadFieldHeader(ref id, out ThriftType type))
        {
            ThriftValue value = type is ThriftType.True or ThriftType.False
                ? ThriftValue.Bool(type == ThriftType.True)
                : ReadValue(type, depth + 1);
            if (!result.TryAppend(id, value))
            {
                throw Corrupt("a field twice");
            }
        }

        return result;
    }

    private ThriftValue ReadValue(ThriftType type, int depth)
    {
        Guard(depth);
        if (++values > MaxValues)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"A thrift structure holds more than {MaxValues} values.");
        }

        return type switch
        {
            // inside lists and maps a boolean takes a byte: 1 is true, anything else was written for false
            ThriftType.True or ThriftType.False => ThriftValue.Bool(ReadByte() == 1),
            ThriftType.Byte => new ThriftValue(type, (sbyte)ReadByte(), null),
            ThriftType.I16 or ThriftType.I32 or ThriftType.I64 => new ThriftValue(type, ReadZigZag(), null),
            ThriftType.Double => new ThriftValue(type, BinaryPrimitives.ReadInt64LittleEndian(Take(8)), null),
            ThriftType.Binary => ThriftValue.Binary(Take(ReadVarint()).ToArray()),
            ThriftType.Uuid => new ThriftValue(type, 0, Take(16).ToArray()),
            ThriftType.List or ThriftType.Set => new ThriftValue(type, 0, ReadList(depth)),
            ThriftType.Map => new ThriftValue(type, 0, ReadMap(depth)),
            ThriftType.Struct => ThriftValue.Of(ReadStruct(depth)),
            _ => throw Corrupt("an unknown type"),
        };
    }

    private ThriftList ReadList(int depth)
    {
        (ThriftType elementType, int count) = ReadListHeader();
        ThriftList list = new(elementType);
        for (int i = 0; i < count; i++)
        {
            list.Items.Add(ReadValue(elementType, depth + 1));
        }

        return list;
    }

    private ThriftList ReadMap(int depth)
    {
        int count = CheckCount(ReadVarint());
        if (count == 0)
        {
            return new ThriftList(ThriftType.Stop);
        }

        byte types = ReadByte();
        ThriftList map = new((ThriftType)(types >> 4), (ThriftType)(types & 0x0F));
        for (int i = 0; i < count; i++)
        {
            map.Items.Add(ReadValue(map.ElementType, depth + 1));
            map.Items.Add(ReadValue(map.ValueType, depth + 1));
        }

        return map;
    }

    private readonly int CheckCount(ulong count) =>
        count <= int.MaxValue ? (int)count : throw Corrupt("an impossible element count");

    private byte ReadByte() => Take(1)[0];

    private long ReadZigZag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Corrupt("a varint of more than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(data.Length - Position))
        {
            Truncated = true;
            throw Corrupt("a length past its end");
        }

        ReadOnlySpan<byte> taken = data.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    private readonly void Guard(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Corrupt("more nesting than the format has");
        }
    }

    private readonly RefusedException Corrupt(string what) =>
        new(RefusalCode.Corrupt, $"A thrift structure has {what}, {Position} bytes in.");
}
