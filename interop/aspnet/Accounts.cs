using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace RejectContract.AspNet
{
    /// <summary>A user, with the same secrets as the account of that name in the bundled mock.</summary>
    public sealed class Account
    {
        public const string SessionCookie = "SOSESSION";

        public static readonly IList<Account> All = new[]
        {
            new Account("organizer", 10),
            new Account("invitee", 11),
            new Account("bystander", 12),
            new Account("outsider", 13),
        };

        public static readonly string AppToken = Hex("app token");

        public readonly string Name;
        public readonly int AssociateId;
        public readonly string Password;
        public readonly string Ticket;
        public readonly string Token;
        public readonly string Session;
        public readonly string XsrfToken;

        private Account(string name, int associateId)
        {
            Name = name;
            AssociateId = associateId;
            Password = "Pw." + Hex("password", name).Substring(0, 32);
            Ticket = "7T:" + Convert.ToBase64String(Digest("ticket", name));
            Token = "8A:Cust12345." + Hex("token", name);
            Session = Hex("session", name);
            XsrfToken = Hex("xsrf", name);
        }

        public static Account Of(int associateId)
        {
            return All.FirstOrDefault(each => each.AssociateId == associateId);
        }

        private static string Hex(params string[] parts)
        {
            return BitConverter.ToString(Digest(parts)).Replace("-", "").ToLowerInvariant();
        }

        private static byte[] Digest(params string[] parts)
        {
            var text = "reject-contract mock/" + string.Join("/", parts);
            using (var hash = SHA256.Create())
            {
                return hash.ComputeHash(Encoding.UTF8.GetBytes(text));
            }
        }
    }
}
