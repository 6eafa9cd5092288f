using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Writes flat tables as pandas does its categorical columns: Arrow C++ puts the whole dictionary into every row group.</summary>
internal static class CategoricalWriter
{
    public static readonly WriterRange Range = new([LeafKind.String, LeafKind.Int64], IsNested: false);

    public static void Write(ShreddedTable table, string path, Random random)
    {
        using WriterPropertiesBuilder builder = new();
        builder.Compression(random.Pick(Compression.Uncompressed, Compression.Snappy, Compression.Zstd))
            .DataPageVersion(random.Pick(ParquetDataPageVersion.V1, ParquetDataPageVersion.V2))
            .DataPagesize(1L << random.Next(6, 18))
            .WriteBatchSize(random.Pick(7, 64, 1024));
        _ = random.Next(2) == 0 ? builder.EnableWritePageIndex() : builder.DisableWritePageIndex();
        using WriterProperties properties = builder.Build();
        (Field Field, IArrowArray Array)[] columns = [.. table.Columns.Select(column => Column(column, table))];
        Apache.Arrow.Schema schema = new([.. columns.Select(column => column.Field)], metadata: null);
        using RecordBatch batch = new(schema, columns.Select(column => column.Array), table.RowCount);
        using FileWriter file = new(path, schema, properties);
        file.WriteRecordBatch(batch, random.Pick(table.RowCount, 40, 300));
        file.Close();
    }

    private static (Field Field, IArrowArray Array) Column(ShreddedColumn column, ShreddedTable table)
    {
        int value = 0;
        byte[]?[] cells = [.. column.Definition.Select(level => level == column.MaxDefinition ? column.Values[value++] : null)];
        string name = column.Leaf.Name;
        if (column.Leaf.Kind != LeafKind.String)
        {
            Int64Array.Builder numbers = new();
            foreach (byte[]? cell in cells)
            {
                _ = cell is null ? numbers.AppendNull() : numbers.Append(BitConverter.ToInt64(cell));
            }

            return (new Field(name, Int64Type.Default, column.Leaf.IsOptional), numbers.Build());
        }

        // everybody is in the dictionary, whether in a row or not
        string[] texts = [.. column.Values.Select(System.Text.Encoding.UTF8.GetString).Concat(column.Leaf.IsIdentifier ? table.People.Select(person => person.Text) : []).Distinct()];
        Dictionary<string, int> codes = texts.Index().ToDictionary(text => text.Item, text => text.Index, StringComparer.Ordinal);
        Int32Array.Builder indices = new();
        foreach (byte[]? cell in cells)
        {
            _ = cell is null ? indices.AppendNull() : indices.Append(codes[System.Text.Encoding.UTF8.GetString(cell)]);
        }

        DictionaryType type = new(Int32Type.Default, StringType.Default, ordered: false);
        DictionaryArray array = new(type, indices.Build(), new StringArray.Builder().AppendRange(texts).Build());
        return (new Field(name, type, column.Leaf.IsOptional), array);
    }
}
