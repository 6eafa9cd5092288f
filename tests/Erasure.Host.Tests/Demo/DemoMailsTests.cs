using Erasure.Host.Demo;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Demo;

/// <summary>The demo lists the mails of its run, as a mail program would.</summary>
public sealed class DemoMailsTests
{
    [Fact]
    public void They_are_unfolded_in_the_order_of_their_dates_without_those_of_earlier_runs()
    {
        using TempFolder folder = new();
        Write("0.eml", "Mon, 30 Nov 2026 08:00:00 +0000", "of an earlier run");
        DemoMails earlier = DemoMails.In(folder.Path);
        Write("a.eml", "Mon, 30 Nov 2026 10:00:02 +0000", "We have received your request\r\n to erase\r\n\tyour data");
        Write("b.eml", "Mon, 30 Nov 2026 09:00:01 +0000", "=?utf-8?q?L=C3=B6schung?= is\r\n done");
        Write("c.eml", "Mon, 30 Nov 2026 12:00:01 +0200", "between");

        Assert.Equal(
            [("L\u00f6schung is done", folder["b.eml"]), ("between", folder["c.eml"]), ("We have received your request to erase\tyour data", folder["a.eml"])],
            DemoMails.In(folder.Path).Except(earlier).All);
        Assert.Empty(DemoMails.In(folder["none"]).All);

        void Write(string name, string date, string subject) => File.WriteAllText(folder[name], $"From: a@example.org\r\nsubject: {subject}\r\nDate: {date}\r\n\r\nbody\r\n");
    }
}
