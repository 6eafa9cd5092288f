using System.Text.Json.Nodes;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Tests.Oracle;
using Erasure.Parquet.Verify;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>How many of a hundred wrong rewriters the verifier finds: all of them, and nothing wrong with the right one.</summary>
public sealed class MutationScoreTests
{
    private const int Mutants = 100;

    private const string Table =
        """
        SELECT i AS id, CASE WHEN i % 53 = 11 AND (i < 2048 OR i >= 4096) THEN 'person' ELSE 'user' || (i % 90) END AS who,
          CASE WHEN i % 5 > 0 THEN i / 8 END AS x, CASE WHEN i % 7 > 0 THEN ['t' || i, 't' || (i + 1), NULL, 'z'][1 : 1 + i % 4] END AS tags,
          {a: md5(i::VARCHAR), b: i % 3} AS s, CASE WHEN i % 53 = 11 THEN 'only-' || i ELSE 'c' || (i % 12) END AS note
        FROM range(6144) t(i)
        """;

    private static readonly (string Options, string? Choices)[] Layouts =
    [
        ("COMPRESSION uncompressed, ROW_GROUP_SIZE 2048, KV_METADATA {origin: 'test', note: 'kept'}", null),
        ("COMPRESSION snappy, ROW_GROUP_SIZE 2048, PARQUET_VERSION v2", null),
        ("COMPRESSION uncompressed, KV_METADATA {origin: 'test', note: 'kept'}", """{"compression":"SNAPPY","version":2,"pageSize":2000,"batchSize":100,"statistics":"Page","rowGroupSize":2048}"""),
        ("COMPRESSION uncompressed", """{"compression":"UNCOMPRESSED","version":1,"dictionary":false,"pageSize":3000,"batchSize":100,"statistics":"Page","rowGroupSize":2048}"""),
        ("COMPRESSION uncompressed", """{"compression":"ZSTD","version":1,"pageSize":1000,"batchSize":50,"statistics":"Page","rowGroupSize":2048}"""),
    ];

    private static readonly RowPredicate Person = Erase.By("who", "person");

    [Fact]
    public async Task Every_wrong_rewriter_is_found_and_the_right_one_is_not()
    {
        List<Subject> subjects = [];
        foreach ((string options, string? choices) in Layouts)
        {
            subjects.Add(await MakeAsync(subjects.Count, options, choices));
        }

        List<string> missed = [], vacuous = [];
        for (int seed = 0; seed < Mutants; seed++)
        {
            (string name, Func<Mutant, bool> apply) = RewriterMutations.All[seed % RewriterMutations.All.Count];
            (byte[] Bytes, Successor Successor)? mutated = null;
            int layout = 0;
            for (int i = 0; i < subjects.Count && mutated is null; i++)
            {
                layout = (seed + i) % subjects.Count;
                mutated = await MutateAsync(subjects[layout], apply, seed);
            }

            if (mutated is not { } mutant)
            {
                vacuous.Add(name);
                continue;
            }

            foreach ((string mode, VerificationReport report) in await VerifyAsync(subjects[layout], mutant.Bytes, mutant.Successor))
            {
                if (report.IsSound)
                {
                    missed.Add($"{name} (layout {layout}, seed {seed}, {mode})");
                }
            }
        }

        Assert.True(missed.Count + vacuous.Count == 0, $"Missed: {string.Join("; ", missed)}. Changed nothing: {string.Join("; ", vacuous)}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Rows_that_are_not_the_claimed_ones_are_found(int layout)
    {
        Subject subject = await MakeAsync(layout, Layouts[layout].Options, Layouts[layout].Choices);
        foreach (Func<List<int>, bool> change in (Func<List<int>, bool>[])
        [
            rows => rows.Remove(rows[^1]),
            rows => Add(rows, rows[0] + 1),
            rows => rows.Remove(rows[0]) && Add(rows, rows[0] + 1),
        ])
        {
            List<RowSet> wrong = [];
            for (int i = 0; i < subject.Rows.Count; i++)
            {
                List<int> rows = [.. subject.Rows[i]];
                _ = rows.Count > 0 && change(rows);
                RowSet set = new(subject.RowCounts[i]);
                rows.ForEach(set.Add);
                wrong.Add(set);
            }

            ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(subject.Source), new ParquetEraserOptions(), default);
            byte[] bytes = await Plans.ExecuteAsync(subject.Source, Plans.Rewrite(file, wrong));
            Successor successor = await Plans.SuccessorAsync(subject.Source, Plans.Rewrite(file, wrong));
            Assert.All(await VerifyAsync(subject, bytes, successor), pair => Assert.False(pair.Report.IsSound, pair.Mode));

            // the same rows claimed as were erased: then the claim is what doesn't match
            Edit claim = subject.Edit with { Rows = [.. wrong.Select(set => set.ToArray())] };
            Assert.False((await new ParquetVerifier().VerifyAsync(new MemoryByteSource(subject.Source), successor, claim, default)).IsSound);
        }
    }

    private static bool Add(List<int> rows, int row)
    {
        rows.Add(row);
        return true;
    }

    private static async Task<Subject> MakeAsync(int layout, string options, string? choices)
    {
        string path = GeneratedFile.PathOf($"mutations-{layout}.parquet");
        Foreign.Sql($"COPY ({Table}) TO '{path}' (FORMAT parquet, {options})");
        if (choices is not null)
        {
            Foreign.Rewrite(path, path, (JsonObject)JsonNode.Parse(choices)!);
        }

        byte[] source = await File.ReadAllBytesAsync(path);
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(source), new ParquetEraserOptions(), default);
        CompiledPredicate compiled = CompiledPredicate.Compile(Person, file.Schema);
        List<int[]> rows = [];
        List<int> counts = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            counts.Add((int)file.RowGroup(i).RowCount);
            rows.Add([.. Enumerable.Range(0, counts[i]).Where(row => ((i * 2048) + row) % 53 == 11 && i != 1)]);
        }

        Subject subject = new(source, await PlanAsync(source), new RowsRemoved(compiled, rows), rows, counts);
        (byte[] control, Successor successor) = await (await SuccessorDraft.ReadAsync(source, subject.Successor)).WriteAsync();
        Assert.All(await VerifyAsync(subject, control, successor), pair => Assert.Empty(pair.Report.Problems));
        return subject;
    }

    private static async Task<Successor> PlanAsync(byte[] source)
    {
        RewritePlan plan = await new ParquetRowEraser().PlanAsync(new MemoryByteSource(source), Person, default);
        Successor successor = await Plans.SuccessorAsync(source, plan.Segments);
        await plan.Check!.CheckAsync(new MemoryByteSource(source), successor, default);
        return successor;
    }

    /// <summary>A successor that is wrong in one way; null where that way changes nothing.</summary>
    private static async Task<(byte[] Bytes, Successor Successor)?> MutateAsync(Subject subject, Func<Mutant, bool> apply, int seed)
    {
        SuccessorDraft draft = await SuccessorDraft.ReadAsync(subject.Source, subject.Successor);
        SuccessorSegment[] itself = [new(0, subject.Source.Length, 0, 0)];
        SuccessorDraft original = await SuccessorDraft.ReadAsync(subject.Source, new Successor(new MemoryByteSource(subject.Source), new MemoryByteSource(Array.Empty<byte>()), itself));
        byte[] control = (await (await SuccessorDraft.ReadAsync(subject.Source, subject.Successor)).WriteAsync()).Bytes;
        int[] changed = [.. Enumerable.Range(0, subject.Rows.Count).Where(i => subject.Rows[i].Length > 0)];
        if (!apply(new Mutant(draft, original, new Random(seed), changed)))
        {
            return null;
        }

        (byte[] bytes, Successor successor) = await draft.WriteAsync();
        return bytes.AsSpan().SequenceEqual(control) ? null : (bytes, successor);
    }

    /// <summary>As the command does, which knows nothing, and as a job does, which knows what was copied.</summary>
    private static async Task<IReadOnlyList<(string Mode, VerificationReport Report)>> VerifyAsync(Subject subject, byte[] bytes, Successor successor)
    {
        MemoryByteSource source = new(subject.Source);
        return
        [
            ("as a command", await new ParquetVerifier().VerifyAsync(source, new MemoryByteSource(bytes), Person, default)),
            ("as a job", await new ParquetVerifier().VerifyAsync(source, successor, subject.Edit, default)),
        ];
    }

    /// <summary>A file, its successor, and what went.</summary>
    private sealed record Subject(byte[] Source, Successor Successor, RowsRemoved Edit, IReadOnlyList<int[]> Rows, IReadOnlyList<int> RowCounts);
}
