namespace Erasure.Parquet.Tests.Metadata;

public sealed class SchemaTreeTests
{
    /// <summary>Each leaf's path holds the names of all groups above it: a small footer can say much.</summary>
    [Fact]
    public async Task Paths_that_are_longer_together_than_any_schemas_are_refused()
    {
        string group = new('g', 40_000);
        string leaves = string.Join(", ", Enumerable.Range(0, 500).Select(static i => $"c{i}: 1"));
        byte[] file = await ForeignFile.WriteAsync($"SELECT {{{group}: {{{leaves}}}}} AS s, 1 AS id");

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new ParquetRowEraser(), file, Erase.By("id", "1")));

        Assert.Equal(RefusalCode.TooLarge, refused.Code);
    }
}
