using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Data;
using Parquet.Meta;
using Parquet.Schema;

namespace Erasure.SecondOpinion;

/// <summary>The rows of a row group as Parquet.Net reads them: a hash of all that a row holds, and whether it matches.</summary>
internal sealed class RowGroupRows
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private static readonly MethodInfo AddTyped = typeof(RowGroupRows).GetMethod(nameof(Add), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly ParquetMatch match;
    private readonly ulong[] hashes;

    private RowGroupRows(ParquetMatch match, int rows)
    {
        this.match = match;
        hashes = new ulong[rows];
        Answers = new RowAnswers(match, rows);
    }

    public int Count => hashes.Length;

    public RowAnswers Answers { get; }

    public ulong this[int row] => hashes[row];

    /// <summary>Reads a row group.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="columns">The columns to read; of an original's, those that can't be read, or not well, are taken out.</param>
    /// <param name="match">What is asked.</param>
    /// <param name="unread">Gets the columns that can't be read; null where each has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RowGroupRows> ReadAsync(ParquetRowGroupReader group, List<DataField> columns, ParquetMatch match, ISet<string>? unread, CancellationToken cancellationToken)
    {
        RowGroupRows rows = new(match, (int)group.RowCount);
        foreach (DataField column in columns.ToList())
        {
            ulong[] before = [.. rows.hashes];
            try
            {
                using RawColumnData data = await group.ReadRawColumnDataBaseAsync(column, cancellationToken);
                AddTyped.MakeGenericMethod(column.ClrType).Invoke(rows, [data, column, unread is null ? null : group.GetMetadata(column)?.MetaData]);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && unread is not null)
            {
                before.CopyTo(rows.hashes, 0);
                columns.Remove(column);
                unread.Add(ParquetMatch.NameOf(column));
                match.Unread(column);
            }
        }

        return rows;
    }

    private void Add<T>(RawColumnData<T> data, DataField column, ColumnMetaData? chunk)
        where T : struct
    {
        ReadOnlySpan<int> repetition = column.MaxRepetitionLevel == 0 ? [] : data.RepetitionLevels;
        ReadOnlySpan<int> definition = column.MaxDefinitionLevel == 0 ? [] : data.DefinitionLevels;

        // Where some entries are null, as many values lie behind those that are there.
        ReadOnlySpan<T> values = definition.IsEmpty ? data.Values : data.Values[..definition.Count(column.MaxDefinitionLevel)];
        if (chunk is not null && ParquetNetLimits.MayMisread(chunk, values))
        {
            throw new NotSupportedException("Parquet.Net may have misread it.");
        }

        List<ParquetQuestion> questions = match.Of(column);
        int value = 0;
        int row = -1;
        int entries = definition.IsEmpty ? values.Length : definition.Length;
        for (int i = 0; i < entries; i++)
        {
            int repeated = repetition.IsEmpty ? 0 : repetition[i];
            int defined = definition.IsEmpty ? 0 : definition[i];
            row += repeated == 0 ? 1 : 0;
            ulong hash = Mix(hashes[row], (ulong)((repeated << 16) | defined) + 1);
            if (defined == column.MaxDefinitionLevel)
            {
                hash = Mix(hash, HashOf(values[value]));
                foreach (ParquetQuestion question in questions)
                {
                    Answers.Answer(question, row, ParquetMatch.TextOf(values[value]));
                }

                value++;
            }

            hashes[row] = hash;
        }

        if (row + 1 != hashes.Length || value != values.Length)
        {
            throw new InvalidDataException($"The column has {row + 1} rows of {hashes.Length}.");
        }
    }

    private static ulong HashOf<T>(T value)
        where T : struct => value switch
        {
            ReadOnlyMemory<char> text => HashOf(MemoryMarshal.AsBytes(text.Span)),
            ReadOnlyMemory<byte> bytes => HashOf(bytes.Span),
            _ when !RuntimeHelpers.IsReferenceOrContainsReferences<T>() => HashOf(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>())),
            _ => HashOf(MemoryMarshal.AsBytes((value.ToString() ?? "").AsSpan())),
        };

    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Mix(hash, eight);
        }

        foreach (byte one in bytes[(bytes.Length / 8 * 8)..])
        {
            hash = Mix(hash, one);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        ulong mixed = BitOperations.RotateLeft(hash ^ (value * Prime), 29) * Prime;
        return mixed ^ (mixed >> 32);
    }
}
