using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Subjects;

public sealed class IdentifierIndexTests
{
    private static readonly string[] Pieces = ["u-7", "7", "Mira", "mira@x.example", "%6dira", "\u200bmi", "ra", "/", "=", "a", "-", "42", "u-4711", "ß", "é", " ", "%2F", "İ"];

    [Fact]
    public void It_says_of_many_what_the_guard_says_of_each()
    {
        Random random = new(20261121);
        for (int round = 0; round < 5_000; round++)
        {
            string[] values = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random, 3))];
            string text = Text(random, 6);
            IdentifierIndex index = new();
            foreach (string value in values)
            {
                index.Add(value);
            }

            bool expected = values.Any(value => IdentifierGuard.Names(text, new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["v"] = value }))));
            Assert.True(expected == index.Names(text), $"'{text}' and '{string.Join("', '", values)}': {expected}");
        }
    }

    private static string Text(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
