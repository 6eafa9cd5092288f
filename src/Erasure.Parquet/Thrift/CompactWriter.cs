using System.Buffers.Binary;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Thrift;

/// <summary>Writes generic trees in the thrift compact protocol, fields in the order they stand.</summary>
internal static class CompactWriter
{
    public static void WriteStruct(ByteBuffer output, ThriftStruct value)
    {
        short last = 0;
        foreach ((short id, ThriftValue field) in value.Fields)
        {
            WriteField(output, ref last, id, field);
        }

        output.Append(0);
    }

    public static void WriteField(ByteBuffer output, ref short last, short id, ThriftValue value)
    {
        if (value.Type is ThriftType.True)
        {
            WriteFieldHeader(output, ref last, id, value.Number == 0 ? ThriftType.False : ThriftType.True);
            return;
        }

        WriteFieldHeader(output, ref last, id, value.Type);
        WriteValue(output, value);
    }

    public static byte[] ToArray(ThriftStruct value)
    {
        using ByteBuffer buffer = new();
        WriteStruct(buffer, value);
        return buffer.Span.ToArray();
    }

    public static void WriteFieldHeader(ByteBuffer output, ref short last, short id, ThriftType type)
    {
        int delta = id - last;
        if (delta is > 0 and <= 15)
        {
            output.Append((byte)((delta << 4) | (byte)type));
        }
        else
        {
            output.Append((byte)type);
            WriteZigZag(output, id);
        }

        last = id;
    }

    public static void WriteListHeader(ByteBuffer output, ThriftType elementType, int count)
    {
        if (count < 15)
        {
            output.Append((byte)((count << 4) | (byte)elementType));
            return;
        }

        output.Append((byte)(0xF0 | (byte)elementType));
        WriteVarint(output, (ulong)count);
    }

    private static void WriteValue(ByteBuffer output, ThriftValue value)
    {
        switch (value.Type)
        {
            case ThriftType.True:
                output.Append((byte)(value.Number == 0 ? 2 : 1));
                break;
            case ThriftType.Byte:
                output.Append((byte)value.Number);
                break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                WriteZigZag(output, value.Number);
                break;
            case ThriftType.Double:
                BinaryPrimitives.WriteInt64LittleEndian(output.Reserve(8), value.Number);
                break;
            case ThriftType.Binary:
                byte[] bytes = (byte[])value.Reference!;
                WriteVarint(output, (ulong)bytes.Length);
                output.Append(bytes);
                break;
            case ThriftType.Uuid:
                output.Append((byte[])value.Reference!);
                break;
            case ThriftType.List or ThriftType.Set:
                ThriftList list = (ThriftList)value.Reference!;
                WriteListHeader(output, list.ElementType, list.Count);
                list.Items.ForEach(item => WriteValue(output, item));
                break;
            case ThriftType.Map:
                WriteMap(output, (ThriftList)value.Reference!);
                break;
            case ThriftType.Struct:
                WriteStruct(output, (ThriftStruct)value.Reference!);
                break;
            default:
                throw new InvalidOperationException($"Thrift type {value.Type} is never built.");
        }
    }

    private static void WriteMap(ByteBuffer output, ThriftList map)
    {
        WriteVarint(output, (ulong)(map.Count / 2));
        if (map.Count > 0)
        {
            output.Append((byte)(((byte)map.ElementType << 4) | (byte)map.ValueType));
            map.Items.ForEach(item => WriteValue(output, item));
        }
    }

    private static void WriteZigZag(ByteBuffer output, long value) => WriteVarint(output, (ulong)((value << 1) ^ (value >> 63)));

    private static void WriteVarint(ByteBuffer output, ulong value)
    {
        while (value >= 0x80)
        {
            output.Append((byte)(value | 0x80));
            value >>= 7;
        }

        output.Append((byte)value);
    }
}
