using Erasure.Parquet.Tests.Quirks;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Matching;

/// <summary>Columns of Arrow's null type, which never had a value: they are searched, and hold nobody.</summary>
public sealed class NullTypeTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("u1")]
    [InlineData("")]
    public async Task They_equal_nothing_and_are_no_problem(string value)
    {
        byte[] file = Nulls();
        Findings simple = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Erase.By("c", value), default);
        RowPredicate both = new([], [new CompositeMatch([new ColumnValue("c", new SecretText(value)), new ColumnValue("c", new SecretText("1"))])]);
        Findings composite = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), both, default);

        Assert.All([simple, composite], found =>
        {
            Assert.Equal((2, 0), (found.Rows, found.RowsMatched));
            Assert.Empty(found.Problems);
        });
        Assert.True((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(file), Erase.By("c", value), default)).IsNoop);
    }

    private static byte[] Nulls()
    {
        HandmadeFile file = new() { Type = 1, Repetition = 1, Annotation = 11 };
        file.Begin().DataPage(Levels(true, 0, 0), 2);
        file.End(2, 2);
        return file.Finish();
    }
}
