using System.Buffers.Binary;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>The Arrow schema that Arrow's writers keep in the key <c>ARROW:schema</c>: a Flatbuffers message (arrow, format/Message.fbs and Schema.fbs), in Base64.</summary>
internal static class ArrowSchema
{
    private const int MaxDepth = 120;

    /// <summary>Positions of fields in the tables <c>Message</c>, <c>Schema</c> and <c>Field</c>.</summary>
    private const int Header = 2, Fields = 1, Dictionary = 4, Children = 5;

    /// <summary>Whether a field was a dictionary (a pandas categorical) when the file was written; true too where that isn't told.</summary>
    public static bool MayHaveDictionaries(FileMetadata metadata)
    {
        for (int i = 0; i < (metadata.KeyValues?.Count ?? 0); i++)
        {
            ThriftStruct entry = metadata.KeyValues!.Struct(i);
            if (entry.Text(1) == "ARROW:schema")
            {
                return entry.Text(2) is not { } text || MayHaveDictionaries(text);
            }
        }

        return true;
    }

    /// <summary>The same of the key's value.</summary>
    public static bool MayHaveDictionaries(string text)
    {
        try
        {
            ReadOnlySpan<byte> message = Convert.FromBase64String(text);

            // newer messages begin with a continuation mark
            message = message[(BinaryPrimitives.ReadUInt32LittleEndian(message) == uint.MaxValue ? 8 : 4)..];
            int schema = Follow(message, Slot(message, Follow(message, 0), Header));
            return AnyDictionary(message, Slot(message, schema, Fields), 0);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException)
        {
            return true;
        }
    }

    private static bool AnyDictionary(ReadOnlySpan<byte> message, int slot, int depth)
    {
        if (slot == 0 || depth > MaxDepth)
        {
            return depth > MaxDepth;
        }

        int vector = Follow(message, slot), count = BinaryPrimitives.ReadInt32LittleEndian(message[vector..]);
        for (int i = 0; i < count; i++)
        {
            int field = Follow(message, vector + 4 + (4 * i));
            if (Slot(message, field, Dictionary) != 0 || AnyDictionary(message, Slot(message, field, Children), depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static int Follow(ReadOnlySpan<byte> message, int position) => checked(position + BinaryPrimitives.ReadInt32LittleEndian(message[position..]));

    /// <summary>Where a table's field lies; 0 where it is absent.</summary>
    private static int Slot(ReadOnlySpan<byte> message, int table, int field)
    {
        int vtable = checked(table - BinaryPrimitives.ReadInt32LittleEndian(message[table..]));
        int entry = 4 + (2 * field);
        int offset = entry + 2 <= BinaryPrimitives.ReadUInt16LittleEndian(message[vtable..]) ? BinaryPrimitives.ReadUInt16LittleEndian(message[(vtable + entry)..]) : 0;
        return offset == 0 ? 0 : table + offset;
    }
}
