using System.Globalization;
using System.Reflection;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Reads files with Parquet.Net.</summary>
internal static class ParquetNetReader
{
    private static readonly MethodInfo AddTyped = typeof(ParquetNetReader).GetMethod(nameof(Add), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static async Task<string[]> RowsAsync(string path)
    {
        await using ParquetReader file = await ParquetReader.CreateAsync(path);
        RowTexts rows = new();
        for (int i = 0; i < file.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = file.OpenRowGroupReader(i);
            rows.BeginRowGroup(group.RowCount);
            foreach (DataField field in file.Schema.DataFields)
            {
                using RawColumnData data = await group.ReadRawColumnDataBaseAsync(field);
                rows.BeginColumn();
                AddTyped.MakeGenericMethod(field.ClrType).Invoke(null, [data, field, rows]);
                rows.EndColumn();
            }
        }

        return rows.ToArray();
    }

    private static void Add<T>(RawColumnData<T> data, DataField field, RowTexts rows)
        where T : struct
    {
        Span<int> repetition = field.MaxRepetitionLevel == 0 ? [] : data.RepetitionLevels;
        Span<int> definition = field.MaxDefinitionLevel == 0 ? [] : data.DefinitionLevels;
        int value = 0;
        for (int i = 0; i < (definition.IsEmpty ? data.Values.Length : definition.Length); i++)
        {
            int level = definition.IsEmpty ? 0 : definition[i];
            rows.Add(repetition.IsEmpty ? 0 : repetition[i], level, level == field.MaxDefinitionLevel ? Text(data.Values[value++]) : "");
        }
    }

    private static string Text<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
