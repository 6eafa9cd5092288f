using System.Buffers.Binary;
using System.Globalization;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Find;

/// <summary>Numbers beyond what their column's type allows, which readers show as numbers within it: they stay, and whoever would be shown there is told.</summary>
public sealed class OverflowTests
{
    private const int Int32 = 1, Int64 = 2, Int96 = 3;
    private const int Uint8 = 11, Uint16 = 12, Int8 = 15, Int16 = 16, TimeMillis = 7, TimeMicros = 8;
    private const long Day = 86_400_000;

    public static TheoryData<int, int, string, string, string> Overflows => new()
    {
        // physical type, converted type, stored beyond the type, what readers show, a value within the type beside it
        { Int32, Int8, "257", "1", "2" },
        { Int32, Int8, "255", "-1", "2" },
        { Int32, Int16, "65537", "1", "2" },
        { Int32, Uint8, "-1", "255", "2" },
        { Int32, Uint8, "511", "255", "2" },
        { Int32, Uint16, "-2", "65534", "2" },
        { Int32, TimeMillis, $"{Day}", "00:00:00", "1000" },
        { Int32, TimeMillis, "-1000", "23:59:59", "1000" },
        { Int64, TimeMicros, $"{Day * 1000 + 500_000}", "00:00:00.5", "1000" },
        { Int96, -1, "86400000000000 2460370", "2024-03-01T00:00:00", "0 2460372" },
        { Int96, -1, "-86400000000000 2460372", "2024-03-01 00:00:00", "0 2460373" },
        { Int96, -1, "-1 2460371", "2024-02-29 23:59:59.999999999Z", "0 2460372" },
        { Int96, -1, "172800000000001 2460369", "2024-03-01T01:00:00.000000001+01:00", "0 2460372" },
    };

    [Theory]
    [MemberData(nameof(Overflows))]
    public async Task Who_is_shown_there_is_told_and_no_other(int type, int converted, string stored, string shown, string within)
    {
        foreach (byte[] file in Files(type, converted, stored, within))
        {
            Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Erase.By("c", "3", shown), default);

            MatchProblem[] told = [.. findings.Problems.Where(problem => problem.Code == MatchProblemCode.ColumnMalformed)];
            Assert.Equal(0, findings.RowsMatched);
            Assert.Equal(("c", 1L, true), told.Select(problem => (problem.Column, problem.Ordinal, problem.IsOfValue)).Single());
            Assert.Equal([new Notice(NoticeCode.MalformedIdentifiers, 1, "Row group 0, column c")], findings.Notices);
        }
    }

    [Fact]
    public async Task Who_stands_in_a_part_of_a_composite_is_told_and_rules_bear_on_what_is_asked()
    {
        byte[] file = Files(Int32, Int8, "257", "2").First();
        RowPredicate predicate = new(
            [new SimpleMatch(["c"], [new SecretText("3"), new SecretText(" 1 ")]) { Rules = MatchRules.Trim }],
            [Erase.Composite(("c", "3"), ("c", "2")), Erase.Composite(("c", "1"), ("c", "2"))]);

        Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), predicate, default);

        Assert.Equal([1L, 3L], findings.Problems.Select(problem => problem.Ordinal));
    }

    [Fact]
    public async Task A_row_within_the_type_goes_all_the_same_and_the_other_stays()
    {
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), Files(Int32, Uint8, "-1", "255").First(), Erase.By("c", "255"));

        Assert.Equal((2L, 1L), (erased.Findings.Rows, erased.Findings.RowsMatched));
        Assert.Equal(MatchProblemCode.ColumnMalformed, Assert.Single(erased.Findings.Problems).Code);
    }

    [Theory]
    [InlineData(Int32, Int8, "-128", "127", "-1")]
    [InlineData(Int32, Uint8, "0", "255", "1")]
    [InlineData(Int32, 13, "-1", "1", "2")]
    [InlineData(Int32, 17, "257", "1", "2")]
    [InlineData(Int64, 18, "257", "1", "2")]
    [InlineData(Int32, TimeMillis, "0", "86399999", "12:00")]
    [InlineData(Int96, -1, "0 2460371", "86399999999999 2460371", "2024-03-02T00:00:00")]
    public async Task What_is_within_its_type_holds_up_nobody(int type, int converted, string first, string second, string asked)
    {
        foreach (byte[] file in Files(type, converted, first, second))
        {
            Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Erase.By("c", asked), default);

            Assert.Equal(0, findings.RowsMatched);
            Assert.Empty(findings.Problems);
            Assert.Empty(findings.Notices);
        }
    }

    /// <summary>Two rows: plain, in a dictionary, and behind bounds that are what is stored.</summary>
    private static IEnumerable<byte[]> Files(int type, int converted, string first, string second)
    {
        byte[] values = [.. Stored(type, first), .. Stored(type, second)];
        yield return Write(file => file.DataPage(values, 2));
        yield return Write(file =>
        {
            file.DictionaryPage(values, 2);
            file.DataPage(HandmadeFile.Indices(1, 0, 1), 2, encoding: 8);
        });
        yield return Write(file => file.DataPage(values, 2), meta =>
        {
            ThriftStruct statistics = new();
            (byte[] min, byte[] max) = Compare(first, second, converted is >= Uint8 and < Int8) <= 0 ? (Stored(type, first), Stored(type, second)) : (Stored(type, second), Stored(type, first));
            statistics.SetBinary(5, max);
            statistics.SetBinary(6, min);
            meta.Set(12, ThriftValue.Of(statistics));
        });

        byte[] Write(Action<HandmadeFile> addPages, Action<ThriftStruct>? change = null)
        {
            HandmadeFile file = new() { Type = type, Converted = converted < 0 ? null : converted, HasOrder = true };
            addPages(file.Begin());
            file.End(2, 2, change);
            return file.Finish();
        }
    }

    private static int Compare(string first, string second, bool isUnsigned) =>
        isUnsigned ? unchecked((uint)int.Parse(first, CultureInfo.InvariantCulture)).CompareTo(unchecked((uint)int.Parse(second, CultureInfo.InvariantCulture)))
        : Number(first).CompareTo(Number(second));

    private static long Number(string stored) => long.Parse(stored.Split(' ')[0], CultureInfo.InvariantCulture);

    private static byte[] Stored(int type, string value)
    {
        byte[] bytes = new byte[type == Int96 ? 12 : type == Int64 ? 8 : 4];
        if (type == Int32)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Number(value));
            return bytes;
        }

        BinaryPrimitives.WriteInt64LittleEndian(bytes, Number(value));
        if (type == Int96)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), int.Parse(value.Split(' ')[1], CultureInfo.InvariantCulture));
        }

        return bytes;
    }
}
