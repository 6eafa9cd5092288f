namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>Seeded dice for whoever throws them, from several threads too.</summary>
internal sealed class Chances(int seed)
{
    private readonly Random random = new(seed);

    public bool Of(int percent) => Next(100) < percent;

    public int Next(int below)
    {
        lock (random)
        {
            return random.Next(below);
        }
    }

    public T Among<T>(IReadOnlyList<T> all) => all[Next(all.Count)];
}
