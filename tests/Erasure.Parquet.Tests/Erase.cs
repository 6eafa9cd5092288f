using System.Text;

namespace Erasure.Parquet.Tests;

/// <summary>Short ways to ask an eraser and to carry out its plan.</summary>
internal static class Erase
{
    /// <summary>One simple match.</summary>
    public static RowPredicate By(string column, params string[] values) => ByAny([column], values);

    /// <summary>One simple match over several columns.</summary>
    public static RowPredicate ByAny(string[] columns, params string[] values) =>
        new([new SimpleMatch(columns, [.. values.Select(value => new SecretText(value))])], []);

    /// <summary>One composite match.</summary>
    public static RowPredicate ByAll(params (string Column, string Value)[] parts) => new([], [Composite(parts)]);

    public static CompositeMatch Composite(params (string Column, string Value)[] parts) =>
        new([.. parts.Select(part => new ColumnValue(part.Column, new SecretText(part.Value)))]);

    /// <summary>Plans, carries the plan out in memory, and has the successor checked.</summary>
    public static async Task<Erased> RunAsync(IRowEraser eraser, byte[] source, RowPredicate predicate)
    {
        RewritePlan plan = await eraser.PlanAsync(new MemoryByteSource(source), predicate, CancellationToken.None);
        Assert.Equal(source.Length, plan.SourceLength);
        var segments = new List<Segment>();
        await foreach (Segment segment in plan.Segments)
        {
            segments.Add(segment is Segment.Write write ? new Segment.Write(write.Bytes.ToArray()) : segment);
        }

        byte[] bytes = await Plans.ExecuteAsync(source, segments.ToAsyncEnumerable());
        if (plan.Check is { } check)
        {
            await check.CheckAsync(new MemoryByteSource(source), await Plans.SuccessorAsync(source, segments.ToAsyncEnumerable()), CancellationToken.None);
        }

        return new Erased(bytes, await plan.FindAllAsync(CancellationToken.None), segments);
    }

    /// <summary>The same of a text.</summary>
    public static Task<Erased> RunAsync(IRowEraser eraser, string text, RowPredicate predicate) => RunAsync(eraser, Encoding.UTF8.GetBytes(text), predicate);
}

/// <summary>What came of an erasure.</summary>
internal sealed record Erased(byte[] Bytes, Findings Findings, IReadOnlyList<Segment> Segments)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}
