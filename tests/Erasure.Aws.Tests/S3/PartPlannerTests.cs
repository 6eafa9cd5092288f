using Erasure.Aws.S3.Parts;
using Erasure.Parquet;

namespace Erasure.Aws.Tests.S3;

public sealed class PartPlannerTests
{
    private const long Mi = 1 << 20;

    /// <summary>S3 in small: a part has at least 5 bytes, a copy at most 40.</summary>
    private static readonly PartLimits Small = new() { Min = 5, MaxCopy = 40, Upload = 8, Window = long.MaxValue };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Parts_spell_the_successor_and_keep_the_limits(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++)
        {
            List<Segment> plan = RandomPlan(random, random.Next(1, 30), longest: 60);
            PartLimits limits = Small with { Window = random.Next(3) == 0 ? random.Next(20) : long.MaxValue };
            List<Part> parts = Cut(plan, limits);
            Assert.Equal(Spell(plan), Spell(parts.SelectMany(Segments)));
            Assert.All(parts.SkipLast(1), part => Assert.True(part.Length >= limits.Min, $"a part has only {part.Length} bytes"));
            Assert.All(parts, part => Assert.True(part.Length <= (part is Part.Copy ? limits.MaxCopy : limits.Upload + limits.Min)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_cut_moves_fewer_bytes(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 1_500; round++)
        {
            List<Segment> plan = RandomPlan(random, random.Next(1, 10), longest: random.Next(2, 22));
            List<Part> parts = Cut(plan, Small with { MaxCopy = long.MaxValue });
            Assert.Equal(CheapestByTrial(plan, Small.Min), Moved(parts));
        }
    }

    [Fact]
    public void One_touched_page_in_a_gigabyte_moves_a_part_and_the_footer()
    {
        const long size = 1 << 30;
        List<Segment> plan = [new Segment.Copy(0, 500 * Mi), Written(70_000), new Segment.Copy((500 * Mi) + 71_000, size - (500 * Mi) - 71_000 - 40_000), Written(39_500)];
        List<Part> parts = Cut(plan, new());
        Assert.Equal(4, parts.Count);
        Assert.Equal(5 * Mi, parts[1].Length);
        Assert.Equal(39_500, parts[3].Length);
        Assert.InRange(parts.OfType<Part.Upload>().Sum(part => part.Length) + Moved(parts) / 2, 1, size / 100);
    }

    [Fact]
    public void A_copy_that_is_left_whole_lends_from_the_other_side()
    {
        // The middle copy can't give 4 MiB and stay long enough; the one before it can.
        List<Segment> plan = [new Segment.Copy(0, 20 * Mi), Written(Mi), new Segment.Copy(20 * Mi, 6 * Mi), Written(9)];
        List<Part> parts = Cut(plan, new());
        Assert.Equal([16 * Mi, 5 * Mi, 6 * Mi, 9], parts.Select(part => part.Length));
        Assert.Equal(8 * Mi, Moved(parts));
    }

    [Fact]
    public void A_small_object_is_one_upload()
    {
        List<Segment> plan = [new Segment.Copy(0, Mi), Written(100), new Segment.Copy(2 * Mi, Mi), Written(100)];
        Assert.IsType<Part.Upload>(Assert.Single(Cut(plan, new())));
        plan = [new Segment.Copy(0, 30 * Mi), Written(100)];
        Assert.IsType<Part.Upload>(Assert.Single(Cut(plan, PartLimits.Whole)));
        plan = [new Segment.Copy(100, Mi)];
        Assert.IsType<Part.Copy>(Assert.Single(Cut(plan, new())));
        Assert.IsType<Part.Upload>(Assert.Single(Cut(plan, PartLimits.Whole)));
    }

    [Fact]
    public void An_empty_object_is_one_empty_upload() => Assert.Equal(0, Assert.IsType<Part.Upload>(Assert.Single(Cut([], new()))).Length);

    [Fact]
    public void Copies_beyond_five_gibibytes_are_divided()
    {
        List<Part> parts = Cut([new Segment.Copy(0, 12L << 30), Written(10)], new());
        Assert.Equal([4L << 30, 4L << 30, 4L << 30, 10], parts.Select(part => part.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void Ten_thousand_parts_suffice_however_scattered_the_rows_are(int gibibytes)
    {
        long size = (long)gibibytes << 30;
        var planner = new PartPlanner(new(), size);
        int count = 0;
        long length = 0;
        for (long at = 0; at < size; at += 11 * Mi)
        {
            Count(planner.Add(new Segment.Copy(at, (11 * Mi) - 200)));
            Count(planner.Add(Written(150)));
        }

        Count(planner.Complete());
        Assert.InRange(count, 1, 10_000);
        Assert.Equal((size + (11 * Mi) - 1) / (11 * Mi) * ((11 * Mi) - 50), length);

        void Count(IEnumerable<Part> parts)
        {
            foreach (Part part in parts)
            {
                count++;
                length += part.Length;
            }
        }
    }

    [Fact]
    public void What_waits_for_a_decision_is_bounded()
    {
        // Copies of 6 MiB among 3 MiB of written bytes leave it open for ever which of them to upload.
        var planner = new PartPlanner(new(), 10L << 30);
        long waiting = 0;
        for (int i = 0; i < 200; i++)
        {
            waiting += (3 * Mi) - planner.Add(Written(3 * Mi)).OfType<Part.Upload>().Sum(Bytes);
            waiting -= planner.Add(new Segment.Copy(i * 10 * Mi, 6 * Mi)).OfType<Part.Upload>().Sum(Bytes);
            Assert.InRange(waiting, 0, 60 * Mi);
        }

        static long Bytes(Part.Upload part) => part.Pieces.OfType<Segment.Write>().Sum(piece => piece.Length);
    }

    private static Segment.Write Written(long length) => new(new byte[length]);

    private static List<Part> Cut(List<Segment> plan, PartLimits limits)
    {
        var planner = new PartPlanner(limits, plan.Sum(segment => segment.Length));
        return [.. plan.SelectMany(planner.Add), .. planner.Complete()];
    }

    private static List<Segment> RandomPlan(Random random, int count, int longest)
    {
        long at = 0;
        byte next = 0;
        List<Segment> plan = [];
        for (int i = 0; i < count; i++)
        {
            if (random.Next(2) == 0)
            {
                plan.Add(new Segment.Write(Enumerable.Range(0, random.Next(0, random.Next(2) == 0 ? 3 : 12)).Select(_ => next++).ToArray()));
                continue;
            }

            int length = random.Next(0, longest);
            plan.Add(new Segment.Copy(at, length));
            at += length + random.Next(0, 3);
        }

        return plan;
    }

    private static IEnumerable<Segment> Segments(Part part) => part switch
    {
        Part.Copy copy => [new Segment.Copy(copy.Offset, copy.Count)],
        Part.Upload upload => upload.Pieces,
        _ => [],
    };

    /// <summary>Each byte by where it comes from: an offset of the source, or a written byte below zero.</summary>
    private static long[] Spell(IEnumerable<Segment> segments) => [.. segments.SelectMany<Segment, long>(segment => segment switch
    {
        Segment.Copy copy => Enumerable.Range(0, (int)copy.Count).Select(i => copy.Offset + i),
        Segment.Write write => write.Bytes.ToArray().Select(value => -1L - value),
        _ => [],
    })];

    private static long Moved(List<Part> parts) => 2 * parts.OfType<Part.Upload>().Sum(part => part.Pieces.OfType<Segment.Copy>().Sum(piece => piece.Count));

    /// <summary>Tries for every source byte whether it travels, by recursion over the bytes: a part is a run of copied bytes that belong together, or of the others.</summary>
    private static long CheapestByTrial(List<Segment> plan, long min)
    {
        long[] bytes = Spell(plan);
        var known = new Dictionary<(int At, bool Copying, long Length), long>();
        return bytes.Length == 0 ? 0 : Cheapest(0, copying: false, 0);

        // length: of the part that ends before the byte, no more than the minimum
        long Cheapest(int at, bool copying, long length)
        {
            if (at == bytes.Length)
            {
                return 0;
            }

            if (known.TryGetValue((at, copying, length), out long cost))
            {
                return cost;
            }

            const long Never = long.MaxValue / 4;
            bool fresh = length == 0;
            bool done = fresh || length >= min;
            bool fromSource = bytes[at] >= 0;
            cost = Never;

            // goes on with, or begins, an upload
            if ((!copying && !fresh) || done)
            {
                long next = !copying && !fresh ? Math.Min(min, length + 1) : 1;
                cost = Math.Min(cost, (fromSource ? 2 : 0) + Cheapest(at + 1, false, next));
            }

            // goes on with, or begins, a copy
            if (fromSource)
            {
                if (copying && !fresh && bytes[at] == bytes[at - 1] + 1)
                {
                    cost = Math.Min(cost, Cheapest(at + 1, true, Math.Min(min, length + 1)));
                }

                if (done)
                {
                    cost = Math.Min(cost, Cheapest(at + 1, true, 1));
                }
            }

            known[(at, copying, length)] = cost;
            return cost;
        }
    }
}
