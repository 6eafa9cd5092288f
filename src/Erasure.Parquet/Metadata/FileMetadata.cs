using Erasure.Parquet.Buffers;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>The footer's <c>FileMetaData</c>. Row groups stay serialised until they are asked for, so that a long footer costs its bytes and not a tree.</summary>
internal sealed class FileMetadata
{
    private const short RowGroupsId = 4;

    /// <summary>The format's extension slot: it can hold a second footer, with statistics and offsets that a rewrite makes untrue.</summary>
    private const short BinaryExtensionId = 32767;

    private readonly byte[] footer;
    private readonly ThriftStruct fields;
    private readonly List<Range> rowGroups;

    private FileMetadata(byte[] footer, ThriftStruct fields, List<Range> rowGroups)
    {
        this.footer = footer;
        this.fields = fields;
        this.rowGroups = rowGroups;
        Schema = fields.RequiredList(2, "FileMetaData.schema");
        RowCount = fields.RequiredNumber(3, "FileMetaData.num_rows");
        KeyValues = fields.List(5);
        CreatedBy = fields.Text(6);
        ColumnOrders = fields.List(7);
    }

    /// <summary>Every field but the row groups.</summary>
    public ThriftStruct Fields => fields;

    public ThriftList Schema { get; }

    public long RowCount { get; }

    public int RowGroupCount => rowGroups.Count;

    public ThriftList? KeyValues { get; }

    public string? CreatedBy { get; }

    public ThriftList? ColumnOrders { get; }

    /// <summary>Set in encrypted files whose footer is plain.</summary>
    public bool HasEncryption => fields.Has(8) || fields.Has(9);

    /// <summary>A hash of the footer's bytes: the same for the same file.</summary>
    public ulong Fingerprint => Hashing.XxHash64.Hash(footer);

    public static FileMetadata Parse(byte[] footer)
    {
        ThriftStruct parsed = new();
        List<Range> ranges = [];
        CompactReader reader = new(footer);
        short id = 0;
        bool sawRowGroups = false;
        while (reader.ReadFieldHeader(ref id, out ThriftType type))
        {
            if (id == RowGroupsId && type == ThriftType.List)
            {
                if (sawRowGroups)
                {
                    throw Twice();
                }

                sawRowGroups = true;
                (ThriftType elementType, int count) = reader.ReadListHeader();
                if (count > 0 && elementType != ThriftType.Struct)
                {
                    throw new RefusedException(RefusalCode.Corrupt, "FileMetaData.row_groups does not hold structs.");
                }

                for (int i = 0; i < count; i++)
                {
                    int start = reader.Position;
                    reader.Skip(ThriftType.Struct);
                    ranges.Add(start..reader.Position);
                }
            }
            else if (!parsed.TryAppend(id, type is ThriftType.True or ThriftType.False ? ThriftValue.Bool(type == ThriftType.True) : reader.ReadValue(type)))
            {
                throw Twice();
            }
        }

        return sawRowGroups
            ? new FileMetadata(footer, parsed, ranges)
            : throw new RefusedException(RefusalCode.Corrupt, "The required field FileMetaData.row_groups is missing.");
    }

    public RowGroup RowGroup(int index)
    {
        CompactReader reader = new(footer.AsSpan(rowGroups[index]));
        return new RowGroup(index, reader.ReadStruct());
    }

    /// <summary>Serialises the footer anew: every field as it was, but the row count, the key/value metadata, the row groups, and no binary extension.</summary>
    public void Write(ByteBuffer output, long rowCount, ThriftList? keyValues, int rowGroupCount, ReadOnlySpan<byte> serializedRowGroups)
    {
        short last = 0;
        bool wroteRowGroups = false;
        foreach ((short id, ThriftValue value) in fields.Fields)
        {
            if (id > RowGroupsId && !wroteRowGroups)
            {
                WriteRowGroups(output, ref last, rowGroupCount, serializedRowGroups);
                wroteRowGroups = true;
            }

            if (id == BinaryExtensionId || (id == 5 && keyValues is null))
            {
                continue;
            }

            ThriftValue written = id switch
            {
                3 => ThriftValue.I64(rowCount),
                5 => ThriftValue.Of(keyValues!),
                _ => value,
            };
            CompactWriter.WriteField(output, ref last, id, written);
        }

        if (!wroteRowGroups)
        {
            WriteRowGroups(output, ref last, rowGroupCount, serializedRowGroups);
        }

        output.Append(0);
    }

    private static RefusedException Twice() => new(RefusalCode.Corrupt, "The footer has a field twice.");

    private static void WriteRowGroups(ByteBuffer output, ref short last, int count, ReadOnlySpan<byte> serialized)
    {
        CompactWriter.WriteFieldHeader(output, ref last, RowGroupsId, ThriftType.List);
        CompactWriter.WriteListHeader(output, ThriftType.Struct, count);
        output.Append(serialized);
    }
}
