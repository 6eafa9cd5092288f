using System.Text;
using Parquet;
using Parquet.Schema;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Writes tables with Parquet.Net.</summary>
internal static class ParquetNetWriter
{
    public static readonly WriterRange Range = new(LeafKind.Common, HasRequiredGroups: false);

    public static async Task WriteAsync(ShreddedTable table, string path, Random random)
    {
        ParquetSchema schema = new([.. table.Schema.Select(Field)]);
        ParquetOptions options = new()
        {
            CompressionMethod = random.Pick(CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Brotli, CompressionMethod.Zstd, CompressionMethod.Lz4Raw),
            DictionaryEncodingThreshold = random.Pick(0, 0.5, 1),
        };
        foreach ((DataField field, ShreddedColumn column) in schema.DataFields.Zip(table.Columns))
        {
            if (Hint(column.Leaf.Kind!, random) is { } hint)
            {
                options.ColumnEncodingHints[field.Path.ToString()] = hint;
            }
        }

        await using FileStream stream = File.Create(path);
        await using ParquetWriter file = await ParquetWriter.CreateAsync(schema, stream, options);
        int rowGroupRows = random.Pick(table.RowCount, 40, 300);
        for (int first = 0; first < table.RowCount; first += rowGroupRows)
        {
            using ParquetRowGroupWriter group = file.CreateRowGroup();
            foreach ((DataField field, ShreddedColumn column) in schema.DataFields.Zip(table.Columns))
            {
                if ((field.MaxDefinitionLevel, field.MaxRepetitionLevel) != (column.MaxDefinition, column.MaxRepetition))
                {
                    throw new InvalidOperationException($"Parquet.Net gives {column.Path} other levels.");
                }

                await WriteAsync(group, field, column, first, Math.Min(rowGroupRows, table.RowCount - first));
            }

            group.CompleteValidate();
        }
    }

    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, ShreddedColumn column, int first, int rows)
    {
        (short[] repetition, short[] definition, byte[][] values) = column.Rows(first, rows);
        return column.Leaf.Kind!.Name switch
        {
            "string" => Write<ReadOnlyMemory<char>>(value => Encoding.UTF8.GetString(value).AsMemory()),
            "binary" => Write<ReadOnlyMemory<byte>>(value => value),
            "int32" => Write(value => BitConverter.ToInt32(value)),
            "int64" => Write(value => BitConverter.ToInt64(value)),
            "boolean" => Write(value => value[0] != 0),
            "float" => Write(value => BitConverter.ToSingle(value)),
            "double" => Write(value => BitConverter.ToDouble(value)),
            "uuid" => Write(value => new Guid(value, bigEndian: true)),
            "timestamp" => Write(value => DateTime.UnixEpoch.AddMicroseconds(BitConverter.ToInt64(value))),
            "decimal" => Write(value => BitConverter.ToInt64(value) / 10_000m),
            string name => throw new NotSupportedException(name),
        };

        Task Write<T>(Func<byte[], T> convert)
            where T : struct
        {
            ReadOnlyMemory<T> converted = values.Select(convert).ToArray();
            return column.MaxDefinition == 0
                ? group.WriteAsync(field, converted)
                : group.WriteAllPartsAsync(field, converted, Levels(definition), column.MaxRepetition == 0 ? null : Levels(repetition), CancellationToken.None);
        }
    }

    private static ReadOnlyMemory<int>? Levels(short[] levels) => levels.Select(level => (int)level).ToArray();

    private static Field Field(TableNode node) => node.Shape switch
    {
        NodeShape.Leaf => Leaf(node.Kind!.Name, node.Name, node.IsOptional),
        NodeShape.Struct => new StructField(node.Name, [.. node.Children.Select(Field)]),
        NodeShape.List => new ListField(node.Name, Field(node.Children[0])),
        _ => new MapField(node.Name, Field(node.Children[0]), Field(node.Children[1])),
    };

    private static DataField Leaf(string kind, string name, bool isNullable) => kind switch
    {
        "string" => new DataField<string>(name, isNullable),
        "binary" => new DataField<byte[]>(name, isNullable),
        "int32" => new DataField<int>(name, isNullable),
        "int64" => new DataField<long>(name, isNullable),
        "boolean" => new DataField<bool>(name, isNullable),
        "float" => new DataField<float>(name, isNullable),
        "double" => new DataField<double>(name, isNullable),
        "uuid" => new DataField<Guid>(name, isNullable),
        "timestamp" => new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable),
        "decimal" => new DecimalDataField(name, 18, 4, forceByteArrayEncoding: false, isNullable),
        _ => throw new NotSupportedException(kind),
    };

    private static EncodingHint? Hint(LeafKind kind, Random random) => kind.Name switch
    {
        "string" or "binary" => random.Pick<EncodingHint?>(null, EncodingHint.Dictionary),
        "int32" or "int64" => random.Pick<EncodingHint?>(null, EncodingHint.DeltaBinaryPacked, EncodingHint.ByteSplitStream),
        "float" or "double" => random.Pick<EncodingHint?>(null, EncodingHint.ByteSplitStream),
        _ => null,
    };
}
