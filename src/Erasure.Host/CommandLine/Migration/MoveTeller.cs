using System.Globalization;
using Erasure.Core.Records.Moving;

namespace Erasure.Host.CommandLine.Migration;

/// <summary>Tells on standard error how far a move is: a line for each step, and for each ten thousand records.</summary>
internal sealed class MoveTeller(TextWriter error)
{
    private const int Every = 10_000;

    private readonly Lock gate = new();
    private MoveStep? current;

    public void Tell(MoveProgress progress)
    {
        lock (gate)
        {
            if (progress.Step != current)
            {
                current = progress.Step;
                error.WriteLine(Begun(progress));
            }
            else if (progress.Done > 0 && progress.Done % Every == 0)
            {
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {progress.Done:N0}{(progress.Total > 0 ? $" of {progress.Total:N0}" : "")}"));
            }
        }
    }

    private static string Begun(MoveProgress progress)
    {
        string what = progress.Step switch
        {
            MoveStep.Count => "Counting",
            MoveStep.Copy => "Copying",
            MoveStep.Compare => "Comparing",
            MoveStep.Wait => "Waiting until no host can work on the source any more, then comparing again:",
            MoveStep.Destroy => "Destroying the source's",
            var other => throw new ArgumentOutOfRangeException(nameof(progress), other, message: null),
        };
        return progress.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{what} {progress.Total:N0} records") : $"{what} records";
    }
}
