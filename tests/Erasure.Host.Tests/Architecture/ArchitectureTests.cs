using System.Xml.Linq;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Architecture;

/// <summary>The rooms, who may know whom, and who may open what is sealed. <c>docs/architecture.md</c> draws them.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Erasure.Parquet"] = [],
        ["Erasure.Core"] = ["Erasure.Parquet"],
        ["Erasure.Embedded"] = ["Erasure.Core", "Erasure.Parquet"],
        ["Erasure.Aws"] = ["Erasure.Core", "Erasure.Parquet"],
        ["Erasure.Api"] = ["Erasure.Core"],
        ["Erasure.SecondOpinion"] = ["Erasure.Core", "Erasure.Parquet"],
        ["Erasure.Telemetry"] = ["Erasure.Core"],
        ["Erasure.Host"] = ["Erasure.Parquet", "Erasure.Core", "Erasure.Embedded", "Erasure.Aws", "Erasure.Api", "Erasure.SecondOpinion", "Erasure.Telemetry"],
        ["ErasureFunctions"] = ["Erasure.Core", "Erasure.Aws", "Erasure.Api", "Erasure.SecondOpinion", "Erasure.Telemetry"],
    };

    /// <summary>
    /// Intake and vault, which check and seal; the guard that keeps identifiers out of what humans write; connectors, the deletion queue's values and a job's manifest; a mail's To header; and the
    /// page that shows a domain's admin whom it is about.
    /// </summary>
    private static readonly string[] MayOpen =
    [
        "Erasure.Api.Pages.SubjectReveal",
        "Erasure.Core.Deletion.Queue.MatchChecks",
        "Erasure.Core.Deletion.Queue.MatchValues",
        "Erasure.Core.Deletion.Workflow.GatherMatches",
        "Erasure.Core.Deletion.Workflow.LoneMatch",
        "Erasure.Core.Domains.Http.HttpConnector",
        "Erasure.Core.Erasures.Intake.IntakeDrafts",
        "Erasure.Core.Erasures.Intake.IntakeValidator",
        "Erasure.Core.Mail.MailWriter",
        "Erasure.Core.Subjects.IdentifierGuard",
        "Erasure.Core.Vault.SubjectVault",
    ];

    [Fact]
    public void A_project_names_only_rooms_below_it()
    {
        foreach (string folder in Directory.EnumerateDirectories(Repository.PathOf("src")))
        {
            string room = Path.GetFileName(folder);
            IEnumerable<string> references = XDocument.Load(Path.Combine(folder, $"{room}.csproj"))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

            Assert.True(Arrows.ContainsKey(room), $"There is a new room, {room}: draw its arrows here and in docs/architecture.md.");
            Assert.Subset(Arrows[room].ToHashSet(StringComparer.Ordinal), references.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void An_assembly_uses_only_rooms_below_it()
    {
        foreach (Room room in Room.All())
        {
            using (room)
            {
                string name = room.Name == "erasure" ? "Erasure.Host" : room.Name;
                Assert.Subset(Arrows[name].ToHashSet(StringComparer.Ordinal), room.References().Where(Arrows.ContainsKey).ToHashSet(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void The_row_eraser_depends_on_nothing_but_the_platform_and_a_bzip2()
    {
        using Room parquet = Room.All().Single(room => room.Name == "Erasure.Parquet");

        Assert.All(parquet.References().Where(reference => reference != "SharpCompress"), reference => Assert.StartsWith("System.", reference, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_those_who_must_open_what_is_sealed()
    {
        SortedSet<string> openers = new(StringComparer.Ordinal);
        foreach (Room room in Room.All())
        {
            using (room)
            {
                openers.UnionWith(room.CallersOf("Sealed`1", "Open"));
            }
        }

        Assert.Equal(MayOpen, openers);
    }
}
