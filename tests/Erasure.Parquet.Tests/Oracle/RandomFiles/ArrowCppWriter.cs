using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Writes tables with the column writers of Arrow C++ (ParquetSharp).</summary>
internal static class ArrowCppWriter
{
    public static readonly WriterRange Range = new(LeafKind.All);

    private static readonly Compression[] Codecs =
        [Compression.Uncompressed, Compression.Snappy, Compression.Gzip, Compression.Brotli, Compression.Zstd, Compression.Lz4, Compression.Lz4Hadoop];

    /// <summary>As plainly as can be: what other writers read to write it their way.</summary>
    public static void WritePlainly(ShreddedTable table, string path)
    {
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Compression(Compression.Uncompressed).DisableDictionary().Build();
        Write(table, path, properties, table.RowCount, 1 << 20);
    }

    public static void Write(ShreddedTable table, string path, Random random)
    {
        using WriterPropertiesBuilder builder = new();
        builder.Compression(random.Pick(Codecs))
            .DataPageVersion(random.Pick(ParquetDataPageVersion.V1, ParquetDataPageVersion.V2))
            .DataPagesize(1L << random.Next(4, 18))
            .WriteBatchSize(random.Pick(1, 7, 64, 1024))
            .DictionaryPagesizeLimit(random.Pick(50, 1000, 1 << 20))
            .MaxRowGroupLength(1 << 20)
            .SetMaxStatisticsSize(random.Pick(4096UL, 64UL))
            .SetSizeStatisticsLevel(random.Pick(SizeStatisticsLevel.None, SizeStatisticsLevel.ColumnChunk, SizeStatisticsLevel.PageAndColumnChunk));
        Maybe(random, builder.EnableWritePageIndex, builder.DisableWritePageIndex);
        Maybe(random, builder.EnablePageChecksum, builder.DisablePageChecksum);
        foreach (ShreddedColumn column in table.Columns)
        {
            string columnPath = column.Path;
            if (random.Next(4) == 0)
            {
                builder.DisableStatistics(columnPath);
            }

            if (random.Next(2) == 0)
            {
                builder.DisableDictionary(columnPath).Encoding(columnPath, random.Pick(Encodings(column.Leaf.Kind!.Physical)));
            }
        }

        using WriterProperties properties = builder.Build();
        Write(table, path, properties, random.Pick(table.RowCount, 40, 300), random.Pick(1 << 20, 13, 100));
    }

    private static void Write(ShreddedTable table, string path, WriterProperties properties, int rowGroupRows, int batchRows)
    {
        using GroupNode schema = Root(table.Schema);
        using ParquetFileWriter file = new(path, schema, properties, new Dictionary<string, string> { ["origin"] = "test" });
        for (int first = 0; first < table.RowCount; first += rowGroupRows)
        {
            int rows = Math.Min(rowGroupRows, table.RowCount - first);
            using RowGroupWriter group = file.AppendRowGroup();
            foreach (ShreddedColumn column in table.Columns)
            {
                using ColumnWriter writer = group.NextColumn();
                for (int row = 0; row < rows; row += batchRows)
                {
                    WriteBatch(writer, column, first + row, Math.Min(batchRows, rows - row));
                }
            }
        }

        file.Close();
    }

    private static void WriteBatch(ColumnWriter writer, ShreddedColumn column, int first, int rows)
    {
        (short[] repetition, short[] definition, byte[][] values) = column.Rows(first, rows);
        byte[] all = GC.AllocateArray<byte>(Math.Max(1, values.Sum(value => value.Length)), pinned: true);
        var pointers = new IntPtr[values.Length];
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            pointers[i] = Marshal.UnsafeAddrOfPinnedArrayElement(all, Math.Min(at, all.Length - 1));
            values[i].CopyTo(all, at);
            at += values[i].Length;
        }

        switch (writer)
        {
            case ColumnWriter<bool> booleans:
                Write(booleans, MemoryMarshal.Cast<byte, bool>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<int> numbers:
                Write(numbers, MemoryMarshal.Cast<byte, int>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<long> numbers:
                Write(numbers, MemoryMarshal.Cast<byte, long>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<float> numbers:
                Write(numbers, MemoryMarshal.Cast<byte, float>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<double> numbers:
                Write(numbers, MemoryMarshal.Cast<byte, double>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<Int96> numbers:
                Write(numbers, MemoryMarshal.Cast<byte, Int96>(all.AsSpan(0, at)));
                break;
            case ColumnWriter<ByteArray> byteArrays:
                Write(byteArrays, [.. pointers.Zip(values, (pointer, value) => new ByteArray(pointer, value.Length))]);
                break;
            case ColumnWriter<FixedLenByteArray> byteArrays:
                Write(byteArrays, [.. pointers.Select(pointer => new FixedLenByteArray(pointer))]);
                break;
            default:
                throw new InvalidOperationException($"ParquetSharp has a {writer.GetType()}.");
        }

        GC.KeepAlive(all);

        void Write<T>(ColumnWriter<T> typed, ReadOnlySpan<T> batch)
            where T : unmanaged => typed.WriteBatch(definition.Length, column.MaxDefinition == 0 ? [] : definition, column.MaxRepetition == 0 ? [] : repetition, batch);
    }

    private static GroupNode Root(IReadOnlyList<TableNode> schema) => new("schema", Repetition.Required, [.. schema.Select(Node)], null);

    private static Node Node(TableNode node)
    {
        Repetition repetition = node.IsOptional ? Repetition.Optional : Repetition.Required;
        return node.Shape switch
        {
            NodeShape.Leaf => new PrimitiveNode(node.Name, repetition, node.Kind!.Logical(), node.Kind.Physical, node.Kind.Width),
            NodeShape.Struct => new GroupNode(node.Name, repetition, Children(), null),
            NodeShape.List => new GroupNode(node.Name, repetition, [new GroupNode("list", Repetition.Repeated, Children(), null)], LogicalType.List()),
            _ => new GroupNode(node.Name, repetition, [new GroupNode("key_value", Repetition.Repeated, Children(), null)], LogicalType.Map()),
        };

        Node[] Children() => [.. node.Children.Select(Node)];
    }

    private static Encoding[] Encodings(PhysicalType type) => type switch
    {
        PhysicalType.Boolean => [Encoding.Plain, Encoding.Rle],
        PhysicalType.Int32 or PhysicalType.Int64 => [Encoding.Plain, Encoding.DeltaBinaryPacked, Encoding.ByteStreamSplit],
        PhysicalType.Float or PhysicalType.Double => [Encoding.Plain, Encoding.ByteStreamSplit],
        PhysicalType.ByteArray => [Encoding.Plain, Encoding.DeltaLengthByteArray, Encoding.DeltaByteArray],
        PhysicalType.FixedLenByteArray => [Encoding.Plain, Encoding.ByteStreamSplit, Encoding.DeltaByteArray],
        _ => [Encoding.Plain],
    };

    private static void Maybe(Random random, Func<WriterPropertiesBuilder> yes, Func<WriterPropertiesBuilder> no) => _ = random.Next(2) == 0 ? yes() : no();
}
